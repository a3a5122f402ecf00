package metrics

import (
	"net/http"
	"strconv"
)

// Statuses for what has none.
const (
	noResponse = 0
	hijacked   = 199 // a connection; most are upgraded, which is 1xx
)

// classOf returns the first digit of a status, or 0 for an error. net/http takes
// statuses from 100 to 999.
func classOf(status int) int {
	if status < 100 || status > 999 {
		return 0
	}
	return status / 100
}

// classes are the values of status_class by the first digit.
var classes = [...]string{"error", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx", "7xx", "8xx", "9xx"}

// codeOf returns the value of status_code.
func codeOf(status int) string {
	if http.StatusText(status) == "" {
		return other
	}
	return strconv.Itoa(status)
}
