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
	routeLookup bool
	healthcheck bool
}

// parse reads the command line, and the environment for what it leaves open.
func (c Command) parse(args []string, stdout io.Writer) (settings, error) {
	var s settings
	fs := flag.NewFlagSet(c.Name, flag.ContinueOnError)
	fs.SetOutput(io.Discard) // A mistake is one line, not the whole usage.
	fs.StringVar(&s.addr, "addr", c.Addr, "`address` to listen on; port 0 is a free one")
	fs.BoolVar(&s.routeLookup, "route-lookup", true, "name spans before they are sampled, as sampling by route needs it")
	fs.BoolVar(&s.healthcheck, "healthcheck", false, "only ask the service that runs at the address whether it is healthy")
	if c.Flags != nil {
		c.Flags(fs)
	}
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fs.SetOutput(stdout)
		_, _ = fmt.Fprintf(stdout, "Flags of %s, each also a variable such as ADDR; any other JAEGER_* is for the tracer.\n", c.Name)
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

// parseEnvironment takes each flag that was not given from the variable of its
// name, such as ROUTE_LOOKUP for -route-lookup, if that is set and not empty.
func parseEnvironment(fs *flag.FlagSet) (err error) {
	given := map[string]bool{"healthcheck": true} // It is no setting.
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	fs.VisitAll(func(f *flag.Flag) {
		name := strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
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
