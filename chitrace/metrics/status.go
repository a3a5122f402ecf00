package metrics

import (
	"net/http"
	"strconv"
)

// Statuses beside those of net/http.
const (
	noStatus       = 0  // there is no response
	hijackedStatus = -1 // the handler took over the connection
)

// classOf returns the value of status_class.
func classOf(status int) string {
	switch {
	case status == hijackedStatus:
		return "1xx" // as most are upgraded
	case status < 100 || status > 999: // net/http takes statuses up to 999
		return "error"
	}
	return statusClasses[status/100]
}

// statusClasses are by the first digit.
var statusClasses = [...]string{1: "1xx", "2xx", "3xx", "4xx", "5xx", "6xx", "7xx", "8xx", "9xx"}

// codeOf returns the value of status_code.
func codeOf(status int) string {
	if http.StatusText(status) == "" {
		return other
	}
	return strconv.Itoa(status)
}
