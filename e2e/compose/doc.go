// Package compose runs the docker compose demo of the repository, as it is
// there, where a Docker engine answers.
package compose
