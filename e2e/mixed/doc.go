// Package mixed traces a service like those that were not built for chitrace: a
// chi router, a plain handler in front of a second one, an [http.ServeMux] and an
// httprouter below mounts, zap for the log, and metrics by status code and tenant.
package mixed
