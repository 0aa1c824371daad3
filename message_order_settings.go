package whatsapp

// PaymentSetting is a way to pay for an order. Make one with [PixPayment],
// [LinkPayment], [BoletoPayment], [CardPayment], [GatewayPayment] or
// [UPIPayment].
type PaymentSetting struct {
	Type PaymentSettingType `json:"type"`
	// The one that Type names is set.
	PixDynamicCode *PixCode        `json:"pix_dynamic_code,omitzero"`
	PaymentLink    *PaymentLink    `json:"payment_link,omitzero"`
	Boleto         *Boleto         `json:"boleto,omitzero"`
	OffsiteCardPay *StoredCard     `json:"offsite_card_pay,omitzero"`
	PaymentGateway *PaymentGateway `json:"payment_gateway,omitzero"`
	UPIIntentLink  *UPIIntentLink  `json:"upi_intent_link,omitzero"`
}

// PaymentSettingType is a kind of payment.
type PaymentSettingType string

// The kinds of payments that Meta documents: four for Brazil, and two for
// India.
const (
	PaymentSettingTypePix     PaymentSettingType = "pix_dynamic_code"
	PaymentSettingTypeLink    PaymentSettingType = "payment_link"
	PaymentSettingTypeBoleto  PaymentSettingType = "boleto"
	PaymentSettingTypeCard    PaymentSettingType = "offsite_card_pay"
	PaymentSettingTypeGateway PaymentSettingType = "payment_gateway"
	PaymentSettingTypeUPI     PaymentSettingType = "upi_intent_link"
)

// PixCode is a dynamic Pix code. All of it is required.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-br/offsite-pix
type PixCode struct {
	// Code is what the buyer copies.
	Code string `json:"code"`
	// MerchantName, Key and KeyType are shown to the buyer.
	MerchantName string     `json:"merchant_name"`
	Key          string     `json:"key"`
	KeyType      PixKeyType `json:"key_type"`
}

// PixKeyType is a kind of Pix key.
type PixKeyType string

// The kinds of Pix keys that Meta documents.
const (
	PixKeyTypeCPF   PixKeyType = "CPF"
	PixKeyTypeCNPJ  PixKeyType = "CNPJ"
	PixKeyTypeEmail PixKeyType = "EMAIL"
	PixKeyTypePhone PixKeyType = "PHONE"
	PixKeyTypeEVP   PixKeyType = "EVP"
)

// PaymentLink is a page to pay on.
type PaymentLink struct {
	URI string `json:"uri"`
}

// Boleto is a Brazilian payment slip.
type Boleto struct {
	// DigitableLine is what the buyer copies.
	DigitableLine string `json:"digitable_line"`
}

// StoredCard is a card that the business has stored. A webhook returns the
// credential when the buyer agrees.
type StoredCard struct {
	LastFourDigits string `json:"last_four_digits"`
	CredentialID   string `json:"credential_id"`
}

// PaymentGateway is an Indian payment gateway of the account.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/pg
type PaymentGateway struct {
	// Type is the gateway. It is required.
	Type PaymentGatewayType `json:"type"`
	// ConfigurationName names the configuration of the account: at most 60
	// characters. It is required.
	ConfigurationName string `json:"configuration_name"`
	// Razorpay, PayU, Zaakpay and BillDesk hold what the gateway of that name
	// returns with the payment: udf1 to udf4 of PayU, extra1 and extra2 of
	// Zaakpay, additional_info1 to additional_info7 of BillDesk.
	Razorpay *RazorpayFields   `json:"razorpay,omitzero"`
	PayU     map[string]string `json:"payu,omitzero"`
	Zaakpay  map[string]string `json:"zaakpay,omitzero"`
	BillDesk map[string]string `json:"billdesk,omitzero"`
}

// PaymentGatewayType is a payment gateway.
type PaymentGatewayType string

// The gateways that Meta documents.
const (
	PaymentGatewayTypeBillDesk PaymentGatewayType = "billdesk"
	PaymentGatewayTypePayU     PaymentGatewayType = "payu"
	PaymentGatewayTypeRazorpay PaymentGatewayType = "razorpay"
	PaymentGatewayTypeZaakpay  PaymentGatewayType = "zaakpay"
)

// RazorpayFields come back with the payment.
type RazorpayFields struct {
	// Receipt has at most 40 characters.
	Receipt string `json:"receipt,omitzero"`
	// Notes holds at most 15 texts of at most 256 characters.
	Notes map[string]string `json:"notes,omitzero"`
}

// UPIIntentLink opens an Indian payment app: upi://pay?...
type UPIIntentLink struct {
	Link string `json:"link"`
}

// PixPayment returns a setting for a dynamic Pix code.
func PixPayment(code PixCode) PaymentSetting {
	return PaymentSetting{Type: PaymentSettingTypePix, PixDynamicCode: &code}
}

// LinkPayment returns a setting for a page to pay on.
func LinkPayment(uri string) PaymentSetting {
	return PaymentSetting{Type: PaymentSettingTypeLink, PaymentLink: &PaymentLink{URI: uri}}
}

// BoletoPayment returns a setting for a payment slip.
func BoletoPayment(digitableLine string) PaymentSetting {
	return PaymentSetting{Type: PaymentSettingTypeBoleto, Boleto: &Boleto{DigitableLine: digitableLine}}
}

// CardPayment returns a setting for a card that the business has stored.
func CardPayment(lastFourDigits, credentialID string) PaymentSetting {
	card := StoredCard{LastFourDigits: lastFourDigits, CredentialID: credentialID}
	return PaymentSetting{Type: PaymentSettingTypeCard, OffsiteCardPay: &card}
}

// GatewayPayment returns a setting for an Indian payment gateway.
func GatewayPayment(gateway PaymentGateway) PaymentSetting {
	return PaymentSetting{Type: PaymentSettingTypeGateway, PaymentGateway: &gateway}
}

// UPIPayment returns a setting for an Indian payment app.
func UPIPayment(link string) PaymentSetting {
	return PaymentSetting{Type: PaymentSettingTypeUPI, UPIIntentLink: &UPIIntentLink{Link: link}}
}

const (
	lastDigitsOfCard   = 4
	maxRazorpayReceipt = 40
	maxRazorpayNotes   = 15
)

// violations also requires the member that the type names.
func (p PaymentSetting) violations() violations {
	var found violations
	found.require("type", string(p.Type))
	missing := false
	switch p.Type {
	case PaymentSettingTypePix:
		missing = p.PixDynamicCode == nil
	case PaymentSettingTypeLink:
		missing = p.PaymentLink == nil
	case PaymentSettingTypeBoleto:
		missing = p.Boleto == nil
	case PaymentSettingTypeCard:
		missing = p.OffsiteCardPay == nil
	case PaymentSettingTypeGateway:
		missing = p.PaymentGateway == nil
	case PaymentSettingTypeUPI:
		missing = p.UPIIntentLink == nil
	}
	if missing {
		found.add(string(p.Type), "is required")
	}
	found.brazilian(p)
	found.indian(p)
	return found
}

func (v *violations) brazilian(p PaymentSetting) {
	if pix := p.PixDynamicCode; pix != nil {
		v.require("pix_dynamic_code.code", pix.Code)
		v.require("pix_dynamic_code.merchant_name", pix.MerchantName)
		v.require("pix_dynamic_code.key", pix.Key)
		v.require("pix_dynamic_code.key_type", string(pix.KeyType))
	}
	if p.PaymentLink != nil {
		v.webLink("payment_link.uri", p.PaymentLink.URI)
	}
	if p.Boleto != nil {
		v.require("boleto.digitable_line", p.Boleto.DigitableLine)
	}
	if card := p.OffsiteCardPay; card != nil {
		v.length("offsite_card_pay.last_four_digits", card.LastFourDigits, lastDigitsOfCard, lastDigitsOfCard)
		v.require("offsite_card_pay.credential_id", card.CredentialID)
	}
}

func (v *violations) indian(p PaymentSetting) {
	if gateway := p.PaymentGateway; gateway != nil {
		v.require("payment_gateway.type", string(gateway.Type))
		v.length("payment_gateway.configuration_name", gateway.ConfigurationName, 1, maxPaymentConfiguration)
		if gateway.Razorpay != nil {
			v.length("payment_gateway.razorpay.receipt", gateway.Razorpay.Receipt, 0, maxRazorpayReceipt)
			v.atMost("payment_gateway.razorpay.notes", len(gateway.Razorpay.Notes), maxRazorpayNotes)
		}
	}
	if p.UPIIntentLink != nil {
		v.require("upi_intent_link.link", p.UPIIntentLink.Link)
	}
}
