// Package fleet runs the configurations of deploy, each as a Jaeger of its own,
// and kills them under load. It shows that what docs/production.md says of the
// topologies holds: what survives, what is lost, and what it costs.
//
// The broker is a stand-in: franz-go's kfake, which speaks Kafka's protocol and
// keeps its records on disk, in a process that is killed like the others. Where
// the variable KAFKA_BROKERS names a real Kafka, the tests use that, and do not
// kill it.
//
// By default each test is as short as its point allows. The long run is
//
//	go test ./fleet -v -timeout 60m -long
package fleet
