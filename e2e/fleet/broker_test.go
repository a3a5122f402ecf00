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
	addrs  string
	topic  string
	client *kgo.Client
	dir    string           // empty: a real one
	proc   *process.Process // nil: a real one
}

func startBroker(tb testing.TB) *broker {
	tb.Helper()
	b := &broker{addrs: os.Getenv("KAFKA_BROKERS"), topic: fmt.Sprintf("jaeger-spans-%08x", rand.Uint32())}
	if b.addrs == "" {
		b.addrs = freeAddr(tb)
		b.dir = tb.TempDir()
		b.Restart(tb)
	}
	var err error
	if b.client, err = kgo.NewClient(kgo.SeedBrokers(strings.Split(b.addrs, ",")...)); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(b.client.Close)
	b.createTopic(tb)
	return b
}

// Kill ends the stand-in without warning. A real Kafka is left alone.
func (b *broker) Kill(tb testing.TB) {
	tb.Helper()
	if b.proc == nil {
		tb.Log("a real Kafka is not killed")
		return
	}
	b.proc.Kill()
}

// Restart starts the stand-in, with the records that it had.
func (b *broker) Restart(tb testing.TB) {
	tb.Helper()
	if b.dir == "" {
		return
	}
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

// env returns the variables by which the roles find it.
func (b *broker) env() []string {
	return []string{"KAFKA_BROKERS=" + b.addrs, "KAFKA_TOPIC=" + b.topic}
}

func (b *broker) createTopic(tb testing.TB) {
	tb.Helper()
	topic := kmsg.NewCreateTopicsRequestTopic()
	topic.Topic, topic.NumPartitions, topic.ReplicationFactor = b.topic, partitions, -1
	req := kmsg.NewPtrCreateTopicsRequest()
	req.Topics = append(req.Topics, topic)
	poll.Until(tb, "the topic to be created", func(ctx context.Context) error {
		res, err := req.RequestWith(ctx, b.client)
		if err != nil {
			return err
		}
		return kerr.ErrorForCode(res.Topics[0].ErrorCode)
	})
}

// joined waits until the group has so many members, which have shared the
// partitions.
func (b *broker) joined(tb testing.TB, group string, members int) {
	tb.Helper()
	poll.Within(tb, time.Minute, "the group to be complete", b.complete(group, members))
}

// settle is joined for a group whose members died while they joined. The
// stand-in now and then answers no join of theirs any more: it is started anew
// then, with the records and offsets that it had.
func (b *broker) settle(tb testing.TB, group string, members int) {
	tb.Helper()
	if b.proc == nil {
		return
	}
	if err := poll.For(tb, 40*time.Second, b.complete(group, members)); err != nil {
		tb.Logf("the broker is started anew: %v", err)
		b.Kill(tb)
		b.Restart(tb)
	}
}

// complete checks that the group has so many members, and is at rest.
func (b *broker) complete(group string, members int) func(ctx context.Context) error {
	req := kmsg.NewPtrDescribeGroupsRequest()
	req.Groups = []string{group}
	return func(ctx context.Context) error {
		res, err := req.RequestWith(ctx, b.client)
		if err != nil {
			return err
		}
		if g := res.Groups[0]; len(g.Members) != members || g.State != "Stable" {
			return fmt.Errorf("the group is %s and has %d members", g.State, len(g.Members))
		}
		return nil
	}
}

func freeAddr(tb testing.TB) string {
	tb.Helper()
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(jaeger.FreePort(tb)))
}
