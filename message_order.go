package whatsapp

import "fmt"

// Order lists the goods and their prices. The total amount of its payment is
// Subtotal + Tax + Shipping - Discount.
type Order struct {
	// Status is [OrderStatusPending] when the order is sent.
	Status OrderStatus `json:"status,omitzero"`
	// Type is [OrderTypeQuickPay] to offer only the payment, without a review.
	Type OrderType `json:"type,omitzero"`
	// CatalogID is the catalog that the items are in.
	CatalogID string `json:"catalog_id,omitzero"`
	// Items holds at least one item.
	Items []OrderItem `json:"items,omitzero"`
	// Subtotal is the sum of the prices of all items. It is required.
	Subtotal *OrderAmount `json:"subtotal,omitzero"`
	// Tax is required, and may be 0.
	Tax        *OrderAmount     `json:"tax,omitzero"`
	Shipping   *OrderAmount     `json:"shipping,omitzero"`
	Discount   *OrderAmount     `json:"discount,omitzero"`
	Expiration *OrderExpiration `json:"expiration,omitzero"`
}

// OrderStatus is the state of an order.
type OrderStatus string

// The order statuses that Meta documents.
const (
	OrderStatusPending          OrderStatus = "pending"
	OrderStatusProcessing       OrderStatus = "processing"
	OrderStatusPartiallyShipped OrderStatus = "partially-shipped"
	OrderStatusShipped          OrderStatus = "shipped"
	OrderStatusCompleted        OrderStatus = "completed"
	OrderStatusCanceled         OrderStatus = "canceled"
)

// OrderType is how an order is shown.
type OrderType string

// OrderTypeQuickPay shows the button that pays, not the one that reviews. It is
// the only type.
const OrderTypeQuickPay OrderType = "quick_pay"

// OrderAmount is an amount of money: Value divided by Offset, so that 1050 with
// the offset 100 is 10.50.
type OrderAmount struct {
	Value int64 `json:"value"`
	// Offset is 100 for BRL and INR.
	Offset int64 `json:"offset"`
	// Description is for tax, shipping and discount: at most 60 characters.
	Description string `json:"description,omitzero"`
	// DiscountProgramName is for a discount: at most 60 characters.
	DiscountProgramName string `json:"discount_program_name,omitzero"`
}

// OrderItem is a line of an order.
type OrderItem struct {
	// RetailerID names the item in the catalog.
	RetailerID string `json:"retailer_id,omitzero"`
	// Name has at most 60 characters. It is required.
	Name string `json:"name"`
	// Image is shown with an item of an order without a catalog, which then has
	// at most ten items.
	Image *OrderItemImage `json:"image,omitzero"`
	// Amount is the price of one.
	Amount   OrderAmount `json:"amount"`
	Quantity int         `json:"quantity"`
	// SaleAmount is the reduced price of one.
	SaleAmount *OrderAmount `json:"sale_amount,omitzero"`

	// CountryOfOrigin, ImporterName and ImporterAddress are what India asks of
	// items without a catalog.
	CountryOfOrigin string        `json:"country_of_origin,omitzero"`
	ImporterName    string        `json:"importer_name,omitzero"`
	ImporterAddress *OrderAddress `json:"importer_address,omitzero"`
}

// OrderItemImage is a JPEG or PNG image.
type OrderItemImage struct {
	Link string `json:"link"`
}

// OrderAddress is the address of an importer.
type OrderAddress struct {
	AddressLine1 string `json:"address_line1,omitzero"`
	AddressLine2 string `json:"address_line2,omitzero"`
	City         string `json:"city,omitzero"`
	ZoneCode     string `json:"zone_code,omitzero"`
	PostalCode   string `json:"postal_code,omitzero"`
	CountryCode  string `json:"country_code,omitzero"`
}

// OrderExpiration says until when an order can be paid.
type OrderExpiration struct {
	// Timestamp is in Unix seconds, at least 300 seconds ahead.
	Timestamp string `json:"timestamp"`
	// Description has at most 120 characters. It is required.
	Description string `json:"description,omitzero"`
}

const (
	maxOrderText        = 60
	maxOrderDescription = 120
	maxItemsWithImage   = 10
)

func (o Order) violations(currency string) violations {
	var found violations
	found.require("status", string(o.Status))
	if o.Status != "" && o.Status != OrderStatusPending {
		found.add("status", "is %q; a new order is %s", o.Status, OrderStatusPending)
	}
	found.items(o, currency)
	for _, part := range []struct {
		field    string
		amount   *OrderAmount
		required bool
	}{{"subtotal", o.Subtotal, true}, {"tax", o.Tax, true}, {"shipping", o.Shipping, false}, {"discount", o.Discount, false}} {
		switch {
		case part.amount != nil:
			found.within(part.field, part.amount.violations(currency))
		case part.required:
			found.add(part.field, "is required")
		}
	}
	if o.Expiration != nil {
		found.require("expiration.timestamp", o.Expiration.Timestamp)
		found.length("expiration.description", o.Expiration.Description, 1, maxOrderDescription)
	}
	return found
}

func (v *violations) items(o Order, currency string) {
	if len(o.Items) == 0 {
		v.add("items", "needs at least one item")
	}
	withImage := false
	for i, item := range o.Items {
		v.addEntry("items", i, item.violations(currency))
		if item.Image == nil {
			continue
		}
		withImage = true
		if item.RetailerID != "" || o.CatalogID != "" {
			v.add(fmt.Sprintf("items[%d].image", i), "must be empty: an item of a catalog has its own")
		}
	}
	if withImage && len(o.Items) > maxItemsWithImage {
		v.add("items", "has %d entries, at most %d are allowed with images", len(o.Items), maxItemsWithImage)
	}
}

func (i OrderItem) violations(currency string) violations {
	var found violations
	found.length("name", i.Name, 1, maxOrderText)
	if i.Image != nil {
		found.webLink("image.link", i.Image.Link)
	}
	found.within("amount", i.Amount.violations(currency))
	if i.SaleAmount != nil {
		found.within("sale_amount", i.SaleAmount.violations(currency))
	}
	if i.Quantity < 1 {
		found.add("quantity", "is %d, at least 1 is required", i.Quantity)
	}
	return found
}

func (a OrderAmount) violations(currency string) violations {
	var found violations
	if a.Value < 0 {
		found.add("value", "is %d; it must not be negative", a.Value)
	}
	switch hundredths := currency == "BRL" || currency == "INR"; {
	case hundredths && a.Offset != 100:
		found.add("offset", "is %d; it must be 100 for %s", a.Offset, currency)
	case a.Offset < 1:
		found.add("offset", "is %d; it must be at least 1", a.Offset)
	}
	found.length("description", a.Description, 0, maxOrderText)
	found.length("discount_program_name", a.DiscountProgramName, 0, maxOrderText)
	return found
}

// sums returns what the items cost together, and what the order costs. They can
// be told only where all amounts have the same offset.
func (o Order) sums() (subtotal, total, offset int64, ok bool) {
	if o.Subtotal == nil || len(o.Items) == 0 {
		return 0, 0, 0, false
	}
	offset, ok = o.Subtotal.Offset, true
	value := func(amount *OrderAmount) int64 {
		if amount == nil {
			return 0
		}
		ok = ok && amount.Offset == offset
		return amount.Value
	}
	for _, item := range o.Items {
		price := &item.Amount
		if item.SaleAmount != nil {
			price = item.SaleAmount
		}
		subtotal += value(price) * int64(item.Quantity)
	}
	total = o.Subtotal.Value + value(o.Tax) + value(o.Shipping) - value(o.Discount)
	return subtotal, total, offset, ok
}
