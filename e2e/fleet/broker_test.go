package fleet

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
	"github.com/opentracing-contrib/go-chi/e2e/internal/process"
)

// The variables that make the test binary a broker: where it listens, and where
// it keeps its records.
const (
	brokerAddr = "FLEET_BROKER_ADDR"
	brokerDir  = "FLEET_BROKER_DIR"
)

// partitions of the topic: enough for two of each role that reads it.
const partitions = 12

// runBroker is the stand-in for Kafka, until somebody kills it.
func runBroker(addr, dir string) {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		log.Fatal(err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.Ports(number), kfake.DataDir(dir)); err != nil {
		log.Fatal(err)
	}
	select {}
}

// broker is a Kafka, or the stand-in for one, with a topic for one test.
type broker struct {
	addrs string
	topic string
	dir   string           // empty: a real one
	proc  *process.Process // nil: a real one
}

func startBroker(tb testing.TB) *broker {
	tb.Helper()
	b := &broker{addrs: os.Getenv("KAFKA_BROKERS"), topic: fmt.Sprintf("jaeger-spans-%08x", rand.Uint32())}
	if b.addrs == "" {
		b.addrs = freeAddr(tb)
		b.dir = tb.TempDir()
		b.Restart(tb)
	}
	b.createTopic(tb)
	return b
}

// Real reports whether the broker is a real Kafka, which the tests leave alone.
func (b *broker) Real() bool { return b.proc == nil }

// Kill ends the stand-in without warning.
func (b *broker) Kill() { b.proc.Kill() }

// Restart starts the stand-in, with the records that it had.
func (b *broker) Restart(tb testing.TB) {
	tb.Helper()
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(tb.Context(), self)
	cmd.Env = append(os.Environ(), brokerAddr+"="+b.addrs, brokerDir+"="+b.dir)
	b.proc = process.Start(tb, cmd)
	poll.Until(tb, "the broker to listen", func(ctx context.Context) error {
		if b.proc.Exited() {
			tb.Fatal("the broker does not start")
		}
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", b.addrs)
		if err == nil {
			_ = conn.Close()
		}
		return err
	})
}

// Process returns the stand-in's process.
func (b *broker) Process() *process.Process { return b.proc }

// env returns the variables by which the roles find it.
func (b *broker) env() []string {
	return []string{"KAFKA_BROKERS=" + b.addrs, "KAFKA_TOPIC=" + b.topic}
}

func (b *broker) createTopic(tb testing.TB) {
	tb.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(b.addrs, ",")...))
	if err != nil {
		tb.Fatal(err)
	}
	defer client.Close()
	topic := kmsg.NewCreateTopicsRequestTopic()
	topic.Topic, topic.NumPartitions, topic.ReplicationFactor = b.topic, partitions, -1
	req := kmsg.NewPtrCreateTopicsRequest()
	req.Topics = append(req.Topics, topic)
	ctx, cancel := context.WithTimeout(tb.Context(), 20*time.Second)
	defer cancel()
	res, err := req.RequestWith(ctx, client)
	if err == nil {
		err = kerr.ErrorForCode(res.Topics[0].ErrorCode)
	}
	if err != nil {
		tb.Fatalf("create the topic: %v", err)
	}
}

func freeAddr(tb testing.TB) string {
	tb.Helper()
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(jaeger.FreePort(tb)))
}
