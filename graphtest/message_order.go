package graphtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
)

const (
	maxReferenceID      = 60
	maxReferenceIDIndia = 35
	maxOrderText        = 60
	maxOrderDescription = 120
	maxItemsWithImage   = 10
)

var referenceID = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

// orderDetails holds the parts of an order and its payment that are checked.
type orderDetails struct {
	ReferenceID          string           `json:"reference_id"`
	Type                 string           `json:"type"`
	Currency             string           `json:"currency"`
	PaymentConfiguration string           `json:"payment_configuration"`
	PaymentSettings      []map[string]any `json:"payment_settings"`
	TotalAmount          *orderAmount     `json:"total_amount"`
	Order                struct {
		Status    string       `json:"status"`
		CatalogID string       `json:"catalog_id"`
		Items     []orderItem  `json:"items"`
		Subtotal  *orderAmount `json:"subtotal"`
		Tax       *orderAmount `json:"tax"`
		Shipping  *orderAmount `json:"shipping"`
		Discount  *orderAmount `json:"discount"`
	} `json:"order"`
}

type orderItem struct {
	RetailerID string         `json:"retailer_id"`
	Name       string         `json:"name"`
	Image      map[string]any `json:"image"`
	Amount     *orderAmount   `json:"amount"`
	SaleAmount *orderAmount   `json:"sale_amount"`
	Quantity   scalar         `json:"quantity"`
}

type orderAmount struct {
	Value  scalar `json:"value"`
	Offset scalar `json:"offset"`
}

// paymentSettings are the ways to pay, which are also the names of the members
// that describe them.
var paymentSettings = []string{"boleto", "offsite_card_pay", "payment_gateway", "payment_link", "pix_dynamic_code", "upi_intent_link"}

// checkOrderDetails checks an order, in an interactive message or in a
// template.
func checkOrderDetails(path string, details any) *failure {
	encoded, err := json.Marshal(details)
	if err != nil {
		return invalid("Param %s does not encode", path)
	}
	var order orderDetails
	if f := decodeContent(path, encoded, &order); f != nil {
		return f
	}
	if f := order.checkPayment(path); f != nil {
		return f
	}
	return order.checkSums(path)
}

func (o orderDetails) checkPayment(path string) *failure {
	longest := maxReferenceID
	if o.Currency == "INR" {
		longest = maxReferenceIDIndia
	}
	switch {
	case !referenceID.MatchString(o.ReferenceID) || len(o.ReferenceID) > longest:
		return refused(131009, "The parameter %s['reference_id'] must have 1 to %d letters, digits, underscores, dashes and dots - got %q", path, longest, o.ReferenceID)
	case !isAmong(o.Type, "digital-goods", "physical-goods"):
		return refused(131009, "The parameter %s['type'] must be digital-goods or physical-goods - got %q", path, o.Type)
	case o.Currency == "":
		return refused(131009, "The parameter %s['currency'] is required", path)
	case !isAmong(o.Order.Status, "pending"):
		return refused(131009, "The parameter %s['order']['status'] must be pending - got %q", path, o.Order.Status)
	}
	for i, setting := range o.PaymentSettings {
		place := fmt.Sprintf("%s['payment_settings'][%d]", path, i)
		kind, _ := setting["type"].(string)
		if !isAmong(kind, paymentSettings...) {
			return notAmong(place+"['type']", kind, paymentSettings)
		}
		if _, isObject := setting[kind].(map[string]any); !isObject {
			return refused(131009, "The parameter %s['%s'] is required", place, kind)
		}
	}
	return nil
}

// checkSums adds up the amounts.
func (o orderDetails) checkSums(path string) *failure {
	items, f := o.checkItems(path)
	if f != nil {
		return f
	}
	total, sum := int64(0), int64(0)
	for _, part := range []struct {
		name     string
		amount   *orderAmount
		sign     int64
		required bool
	}{
		{"['total_amount']", o.TotalAmount, 0, true}, {"['order']['subtotal']", o.Order.Subtotal, 1, true}, {"['order']['tax']", o.Order.Tax, 1, true},
		{"['order']['shipping']", o.Order.Shipping, 1, false}, {"['order']['discount']", o.Order.Discount, -1, false},
	} {
		if part.amount == nil && !part.required {
			continue
		}
		value, f := part.amount.check(path+part.name, o.Currency)
		if f != nil {
			return f
		}
		if part.sign == 0 {
			total = value
		}
		sum += part.sign * value
		if part.name == "['order']['subtotal']" && value != items {
			return refused(131009, "The parameter %s['order']['subtotal'] is %d, but the items cost %d together", path, value, items)
		}
	}
	if total != sum {
		return refused(131009, "The parameter %s['total_amount'] is %d, but subtotal + tax + shipping - discount is %d", path, total, sum)
	}
	return nil
}

// checkItems returns what the items cost together.
func (o orderDetails) checkItems(path string) (sum int64, f *failure) {
	if len(o.Order.Items) == 0 {
		return 0, refused(131009, "The parameter %s['order']['items'] must have at least one item", path)
	}
	withImage := false
	for i, item := range o.Order.Items {
		place := fmt.Sprintf("%s['order']['items'][%d]", path, i)
		cost, f := item.check(place, o.Currency)
		if f != nil {
			return 0, f
		}
		sum += cost
		withImage = withImage || item.Image != nil
		if item.Image != nil && (item.RetailerID != "" || o.Order.CatalogID != "") {
			return 0, refused(131009, "The parameter %s['image'] is not allowed with retailer_id or catalog_id", place)
		}
	}
	if withImage && len(o.Order.Items) > maxItemsWithImage {
		return 0, refused(131009, "The parameter %s['order']['items'] must have at most %d items with images", path, maxItemsWithImage)
	}
	return sum, nil
}

func (i orderItem) check(path, currency string) (cost int64, f *failure) {
	if f := checkLength("Item name", i.Name, 1, maxOrderText); f != nil {
		return 0, f
	}
	price, f := i.Amount.check(path+"['amount']", currency)
	if f != nil {
		return 0, f
	}
	if i.SaleAmount != nil {
		if price, f = i.SaleAmount.check(path+"['sale_amount']", currency); f != nil {
			return 0, f
		}
	}
	quantity, err := strconv.ParseInt(string(i.Quantity), 10, 32)
	if err != nil || quantity < 1 {
		return 0, refused(131009, "The parameter %s['quantity'] must be a positive integer - got %q", path, i.Quantity)
	}
	return price * quantity, nil
}

// check returns the value. The currencies of Brazil and India have hundredths.
func (a *orderAmount) check(path, currency string) (int64, *failure) {
	if a == nil {
		return 0, refused(131009, "The parameter %s is required", path)
	}
	value, err := strconv.ParseInt(string(a.Value), 10, 64)
	if err != nil || value < 0 {
		return 0, refused(131009, "The parameter %s['value'] must be an integer that is not negative - got %q", path, a.Value)
	}
	offset, err := strconv.ParseInt(string(a.Offset), 10, 64)
	if err != nil || offset < 1 || offset != 100 && isAmong(currency, "BRL", "INR") {
		return 0, refused(131009, "The parameter %s['offset'] must be 100 for %s - got %q", path, currency, a.Offset)
	}
	return value, nil
}

var (
	orderStatuses   = []string{"canceled", "completed", "partially-shipped", "pending", "processing", "shipped"}
	paymentStatuses = []string{"captured", "failed", "pending"}
)

// orderUpdate tells the state of an order.
type orderUpdate struct {
	ReferenceID string `json:"reference_id"`
	Order       struct {
		Status      string `json:"status"`
		Description string `json:"description"`
	} `json:"order"`
	Payment *struct {
		Status string `json:"status"`
	} `json:"payment"`
}

// checkOrderStatus checks the state of an order, in an interactive message or
// in a template.
func checkOrderStatus(path string, update any) *failure {
	encoded, err := json.Marshal(update)
	if err != nil {
		return invalid("Param %s does not encode", path)
	}
	var order orderUpdate
	if f := decodeContent(path, encoded, &order); f != nil {
		return f
	}
	switch {
	case order.ReferenceID == "":
		return refused(131009, "The parameter %s['reference_id'] is required", path)
	case !isAmong(order.Order.Status, orderStatuses...):
		return notAmong(path+"['order']['status']", order.Order.Status, orderStatuses)
	case order.Payment != nil && !isAmong(order.Payment.Status, paymentStatuses...):
		return notAmong(path+"['payment']['status']", order.Payment.Status, paymentStatuses)
	}
	return checkLength("Order description", order.Order.Description, 0, maxOrderDescription)
}
