package jaegertracer

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// checkEndpoint wants a path, too: without one a collector answers 404.
func checkEndpoint(value string) error {
	const example = "http://host:14268/api/traces"
	err := checkURL(envEndpoint, value, example)
	if u, _ := url.Parse(value); err == nil && value != "" && strings.Trim(u.Path, "/") == "" {
		return invalid(envEndpoint, u.Redacted(), "a URL with a path, such as "+example)
	}
	return err
}

func checkSamplingEndpoint(variable, value string) error {
	return checkURL(variable, value, "http://host:5778/sampling")
}

// checkURL takes absolute http URLs, and nothing. Its error shows no password.
func checkURL(variable, value, example string) error {
	if value == "" {
		return nil
	}
	u, err := url.Parse(value)
	if err != nil {
		return fmt.Errorf("invalid URL for variable %s: want one such as %s", variable, example)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.Port() != "" && !isPort(u.Port()) {
		return invalid(variable, u.Redacted(), "a URL such as "+example)
	}
	return nil
}

func isPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0
}

func redacted(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil {
		return ""
	}
	return u.Redacted()
}
