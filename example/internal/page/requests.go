package page

// Request is a GET that the demo sends, with what it shows.
type Request struct{ Title, Path string }

// Requests are the buttons of the page, and what `go run ./example` sends.
var Requests = []Request{
	{"An order, each item priced by the other service", "/v1/orders/1001"},
	{"A mounted router: the name is the whole pattern", "/v1/customers/7/orders"},
	{"A slow one: quotes are made by hand", "/v1/orders/1001/quote"},
	{"The service behind it fails", "/v1/orders/1002"},
	{"A handler panics, middleware.Recoverer answers", "/v1/orders/1003/invoice"},
	{"An order that does not exist", "/v1/orders/4711"},
	{"A route that does not exist", "/v1/nowhere"},
}
