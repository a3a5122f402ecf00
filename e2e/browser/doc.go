// Package browser tests the demo's page in a real, headless Chromium: the one
// that the variable CHROMIUM names, or that is installed. Without one its tests
// are skipped.
package browser
