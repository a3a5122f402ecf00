package metrics

// class is the first digit of a status, the value of the tag status_class. It
// counts from noStatus.
type class int

const (
	noStatus      class = 0
	informational class = 1
	serverError   class = 5
	classes             = 10 // net/http takes statuses up to 999
)

// classOf returns noStatus for what is no status, which HTTP writes in three
// digits.
func classOf(status int) class {
	if status < 100 || status > 999 {
		return noStatus
	}
	return class(status / 100)
}

func (c class) String() string {
	return [classes]string{"error", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx", "7xx", "8xx", "9xx"}[c]
}
