package whatsapp

// Payment is what has become of the payment of an order.
type Payment struct {
	ReferenceID string        `json:"reference_id"`
	Status      PaymentStatus `json:"status"`
	// Currency is INR.
	Currency string        `json:"currency"`
	Amount   PaymentAmount `json:"amount,omitzero"`
	// Transactions are the attempts to pay. One of them can have succeeded.
	Transactions []PaymentTransaction `json:"transactions,omitzero"`

	// The fields below are what the order gave the gateway: Receipt and Notes
	// for Razorpay, UDF1 to UDF4 for PayU, Extra1 and Extra2 for Zaakpay, and
	// AdditionalInfo1 to AdditionalInfo7 for BillDesk.

	Receipt         string            `json:"receipt,omitempty"`
	Notes           map[string]string `json:"notes,omitzero"`
	UDF1            string            `json:"udf1,omitempty"`
	UDF2            string            `json:"udf2,omitempty"`
	UDF3            string            `json:"udf3,omitempty"`
	UDF4            string            `json:"udf4,omitempty"`
	Extra1          string            `json:"extra1,omitempty"`
	Extra2          string            `json:"extra2,omitempty"`
	AdditionalInfo1 string            `json:"additional_info1,omitempty"`
	AdditionalInfo2 string            `json:"additional_info2,omitempty"`
	AdditionalInfo3 string            `json:"additional_info3,omitempty"`
	AdditionalInfo4 string            `json:"additional_info4,omitempty"`
	AdditionalInfo5 string            `json:"additional_info5,omitempty"`
	AdditionalInfo6 string            `json:"additional_info6,omitempty"`
	AdditionalInfo7 string            `json:"additional_info7,omitempty"`
}

// PaymentStatus is the state of a payment.
type PaymentStatus string

// The states that Meta documents.
const (
	// PaymentStatusPending is not paid yet: nobody has tried, or every attempt
	// has failed.
	PaymentStatusPending  PaymentStatus = "pending"
	PaymentStatusCaptured PaymentStatus = "captured"
)

// PaymentAmount is an amount of money: Value divided by Offset, so that 1234
// with the offset 100 is 12.34.
type PaymentAmount struct {
	Value  int64 `json:"value"`
	Offset int64 `json:"offset"`
}

// PaymentTransaction is one attempt to pay.
type PaymentTransaction struct {
	// ID is the gateway's id of the order, and GatewayTransactionID the one of
	// the payment.
	ID                   string                   `json:"id"`
	GatewayTransactionID string                   `json:"pg_transaction_id"`
	Type                 PaymentGatewayType       `json:"type"`
	Status               PaymentTransactionStatus `json:"status"`
	CreatedTime          Time                     `json:"created_timestamp,omitzero"`
	UpdatedTime          Time                     `json:"updated_timestamp,omitzero"`
	Amount               *PaymentAmount           `json:"amount,omitzero"`
	OrderAmount          *PaymentAmount           `json:"order_amount,omitzero"`
	Currency             string                   `json:"currency,omitempty"`
	Method               *PaymentMethod           `json:"method,omitzero"`
	// Error is the gateway's reason why the attempt failed.
	Error   *PaymentError   `json:"error,omitzero"`
	Refunds []PaymentRefund `json:"refunds,omitzero"`
}

// PaymentTransactionStatus is the state of an attempt to pay.
type PaymentTransactionStatus string

// The states that Meta documents.
const (
	PaymentTransactionStatusPending PaymentTransactionStatus = "pending"
	PaymentTransactionStatusSuccess PaymentTransactionStatus = "success"
	PaymentTransactionStatusFailed  PaymentTransactionStatus = "failed"
)

// PaymentMethod is how somebody has paid.
type PaymentMethod struct {
	Type PaymentMethodType `json:"type"`
}

// PaymentMethodType is a kind of payment method.
type PaymentMethodType string

// The kinds that Meta documents.
const (
	PaymentMethodTypeUPI        PaymentMethodType = "upi"
	PaymentMethodTypeCard       PaymentMethodType = "card"
	PaymentMethodTypeWallet     PaymentMethodType = "wallet"
	PaymentMethodTypeNetBanking PaymentMethodType = "netbanking"
)

// PaymentError is the gateway's reason for a failure.
type PaymentError struct {
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

// PaymentRefund is money paid back.
type PaymentRefund struct {
	ID             string        `json:"id"`
	Amount         PaymentAmount `json:"amount,omitzero"`
	SpeedProcessed RefundSpeed   `json:"speed_processed"`
	Status         RefundStatus  `json:"status"`
	CreatedTime    Time          `json:"created_timestamp,omitzero"`
	UpdatedTime    Time          `json:"updated_timestamp,omitzero"`
}
