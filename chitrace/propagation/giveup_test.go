package propagation_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// TestCancelled cancels a request before and after its header is there.
func TestCancelled(t *testing.T) {
	for _, inBody := range []bool{false, true} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		url := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if inBody {
				_, _ = io.WriteString(w, "half")
				_ = http.NewResponseController(w).Flush()
			} else {
				cancel()
			}
			<-r.Context().Done()
		})
		client, tracer := newClient(t)

		resp, err := client.Do(newRequest(ctx, t, http.MethodGet, url))
		if inBody {
			if err != nil {
				t.Fatal(err)
			}
			cancel()
			_, err = io.ReadAll(resp.Body)
			_ = resp.Body.Close()
		}

		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want %v", err, context.Canceled)
		}
		wantFailure(t, tracetest.OnlySpan(t, tracer))
	}
}

// TestClientTimeout lets http.Client.Timeout pass, in a bubble where that takes
// no time, before and after the header is there.
func TestClientTimeout(t *testing.T) {
	for _, inBody := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			base := roundTripFunc(func(r *http.Request) (*http.Response, error) {
				if inBody {
					return &http.Response{StatusCode: http.StatusOK, Body: untilDone{r.Context()}}, nil
				}
				<-r.Context().Done()
				return nil, r.Context().Err()
			})
			tracer := mocktracer.New()
			client := &http.Client{
				Transport: propagation.NewTransport(base, propagation.WithTracer(tracer)),
				Timeout:   time.Minute,
			}

			resp, err := client.Do(newRequest(t.Context(), t, http.MethodGet, "http://example.com"))
			if inBody {
				if err != nil {
					t.Fatal(err)
				}
				_, err = io.ReadAll(resp.Body)
				_ = resp.Body.Close()
			}

			var timeout net.Error
			if !errors.As(err, &timeout) || !timeout.Timeout() {
				t.Errorf("error %v, want a timeout", err)
			}
			wantFailure(t, tracetest.OnlySpan(t, tracer))
		})
	}
}

// untilDone is a body that has nothing until its context is done.
type untilDone struct{ ctx context.Context }

func (b untilDone) Read([]byte) (int, error) {
	<-b.ctx.Done()
	return 0, b.ctx.Err()
}

func (untilDone) Close() error { return nil }

func wantFailure(t *testing.T, span *mocktracer.MockSpan) {
	t.Helper()
	tracetest.WantTag(t, span, "error", true)
	if records := tracetest.Logs(span); len(records) != 1 || records[0]["event"] != "error" {
		t.Errorf("logs %v, want the error", records)
	}
}
