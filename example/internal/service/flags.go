package service

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

type settings struct {
	addr        string
	metricsAddr string
	routeLookup bool
	healthcheck bool
}

// parse reads the command line, and the environment for what it leaves open.
func (c Command) parse(args []string, stdout io.Writer) (settings, error) {
	var s settings
	fs := flag.NewFlagSet(c.Name, flag.ContinueOnError)
	fs.SetOutput(io.Discard) // A mistake is one line, not the whole usage.
	fs.StringVar(&s.addr, "addr", c.Addr, "`address` to listen on; port 0 is a free one")
	fs.StringVar(&s.metricsAddr, "metrics-addr", "127.0.0.1:0", "`address` to serve /metrics on, which is not for callers")
	fs.BoolVar(&s.routeLookup, "route-lookup", true, "name spans before they are sampled, as sampling by route needs it")
	fs.BoolVar(&s.healthcheck, "healthcheck", false, "only ask the service that runs at the address whether it is healthy")
	if c.Flags != nil {
		c.Flags(fs)
	}
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fs.SetOutput(stdout)
		_, _ = fmt.Fprintf(stdout, "Flags of %s, in brackets the variable that counts where a flag is not given.\n"+
			"Variables that begin with JAEGER_ configure the tracer as well.\n", c.Name)
		fs.VisitAll(func(f *flag.Flag) {
			if name := variable(f); name != "" {
				f.Usage += " [" + name + "]"
			}
		})
		fs.PrintDefaults()
	}
	if err != nil {
		return s, err
	}
	if fs.NArg() > 0 {
		return s, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	return s, parseEnvironment(fs)
}

// variable returns the name of the flag's variable, such as ROUTE_LOOKUP for
// -route-lookup. It is empty for -healthcheck, which is no setting.
func variable(f *flag.Flag) string {
	if f.Name == "healthcheck" {
		return ""
	}
	return strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
}

// parseEnvironment takes each flag that was not given from its variable, if that
// is set and not empty.
func parseEnvironment(fs *flag.FlagSet) (err error) {
	given := make(map[string]bool)
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	fs.VisitAll(func(f *flag.Flag) {
		name := variable(f)
		value := os.Getenv(name)
		if given[f.Name] || value == "" || err != nil {
			return
		}
		if bad := fs.Set(f.Name, value); bad != nil {
			err = fmt.Errorf("invalid value %q for variable %s: %w", value, name, bad)
		}
	})
	return err
}
