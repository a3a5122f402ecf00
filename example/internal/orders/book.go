package orders

import "slices"

// Order is an order as it was placed.
type Order struct {
	ID       string    `json:"id"`
	Customer *Customer `json:"customer,omitempty"` // nil: imported from the old shop
	Items    []Item    `json:"items"`
}

// Customer is who placed an order.
type Customer struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Item is one line of an order.
type Item struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

// book holds all orders. The supplier of the teapot in 1002 does not answer,
// and 1003 has no customer.
var book = []Order{
	{ID: "1001", Customer: ada, Items: []Item{{"cup", 4}, {"saucer", 4}}},
	{ID: "1002", Customer: ada, Items: []Item{{"cup", 2}, {"teapot", 1}}},
	{ID: "1003", Items: []Item{{"spoon", 6}}},
}

var ada = &Customer{ID: "7", Name: "Ada"}

func find(id string) (Order, bool) {
	i := slices.IndexFunc(book, func(o Order) bool { return o.ID == id })
	if i < 0 {
		return Order{}, false
	}
	return book[i], true
}

func ordersOf(customerID string) []Order {
	orders := []Order{}
	for _, o := range book {
		if o.Customer != nil && o.Customer.ID == customerID {
			orders = append(orders, o)
		}
	}
	return orders
}
