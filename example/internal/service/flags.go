package service

import (
	"cmp"
	"flag"
	"fmt"
	"os"
)

// Flags are the flags that both services have.
type Flags struct {
	Addr        string
	MetricsAddr string
	RouteLookup bool

	healthcheck bool
}

// NewFlags defines the flags. A service defines its own before it calls Parse.
func NewFlags(addr string) *Flags {
	f := new(Flags)
	flag.StringVar(&f.Addr, "addr", Getenv("ADDR", addr), "`address` to listen on; port 0 is a free one [ADDR]")
	flag.StringVar(&f.MetricsAddr, "metrics-addr", Getenv("METRICS_ADDR", "127.0.0.1:0"), "`address` of /metrics [METRICS_ADDR]")
	flag.BoolVar(&f.RouteLookup, "route-lookup", true, "name spans before they are sampled, as sampling by route needs it")
	flag.BoolVar(&f.healthcheck, "healthcheck", false, "ask the service that runs at the address whether it is healthy, and exit")
	return f
}

// Getenv returns the variable's value, or fallback if it is empty.
func Getenv(name, fallback string) string { return cmp.Or(os.Getenv(name), fallback) }

// Parse reads the command line. It exits if there is a mistake, and after
// -healthcheck.
func (f *Flags) Parse() {
	flag.Parse()
	if flag.NArg() > 0 {
		_, _ = fmt.Fprintf(flag.CommandLine.Output(), "unexpected argument %q\n", flag.Arg(0))
		flag.Usage()
		os.Exit(2)
	}
	if f.healthcheck {
		if err := checkHealth(f.Addr); err != nil {
			_, _ = fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}
