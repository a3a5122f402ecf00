// Package guest adds this library to a service on older versions, and looks at
// what it does to the service's go.mod.
package guest
