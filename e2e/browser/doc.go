// Package browser tests the demo's page in a real Chromium.
package browser
