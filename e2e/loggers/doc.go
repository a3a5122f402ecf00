// Package loggers tests that zap, logrus and zerolog write the ids of a trace, as
// docs/in-your-service.md shows it.
package loggers
