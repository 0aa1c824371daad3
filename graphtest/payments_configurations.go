package graphtest

import (
	"strings"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// PaymentConfiguration is a payment configuration of a WABA.
type PaymentConfiguration struct {
	Name string
	// ProviderName is RAZORPAY unless the configuration says otherwise.
	ProviderName string
	ProviderMID  string
	MerchantVPA  string // of UPI_VPA
	// Status is Active unless the configuration says otherwise.
	Status string
}

var paymentConfigurationKind = &kind{
	typeName: "WhatsAppBusinessPaymentConfiguration",
	idField:  "configuration_name",
	standard: "configuration_name merchant_category_code purpose_code status provider_mid provider_name merchant_vpa created_timestamp updated_timestamp",
	optional: "data_endpoint_url",
}

const (
	paymentConfigurationsEdge = "payment_configurations"

	paymentActive          = "Active"
	paymentNeedsConnecting = "Needs_Connecting"
	paymentNeedsTesting    = "Needs_Testing"

	maxPaymentConfiguration = 60
	upiProvider             = "upi_vpa"

	oauthLinkLifetime = 24 * time.Hour
)

// AddPaymentConfiguration adds a payment configuration to a WABA.
func (s *Server) AddPaymentConfiguration(wabaID string, configuration PaymentConfiguration) {
	s.world.Lock()
	defer s.world.Unlock()
	added := s.graph.must(wabaKind, wabaID).addPaymentConfiguration(configuration, s.now())
	added.values["created_timestamp"], added.values["updated_timestamp"] = sampleMoment.Unix(), sampleMoment.Unix()
}

func (n *node) addPaymentConfiguration(c PaymentConfiguration, moment time.Time) *node {
	now := moment.Unix()
	values := map[string]any{
		"status":                 orElse(c.Status, paymentActive),
		"merchant_category_code": map[string]any{"code": "0000", "description": "Test MCC Code"},
		"purpose_code":           map[string]any{"code": "00", "description": "Test Purpose Code"},
		"provider_name":          orElse(c.ProviderName, "RAZORPAY"),
		"created_timestamp":      now, "updated_timestamp": now,
	}
	if c.MerchantVPA != "" {
		values["merchant_vpa"] = c.MerchantVPA
	}
	if c.ProviderMID != "" {
		values["provider_mid"] = c.ProviderMID
	}
	added := newNode(paymentConfigurationKind, c.Name, values)
	n.connect(paymentConfigurationsEdge, added)
	return added
}

// SetPaymentConfigurationStatus changes the status of a payment configuration,
// as a sign-in to the gateway or a test does, and sends the webhook
// payment_configuration_update.
func (s *Server) SetPaymentConfigurationStatus(wabaID, name, status string) {
	s.world.Lock()
	defer s.world.Unlock()
	account := s.graph.must(wabaKind, wabaID)
	configuration := account.item(paymentConfigurationsEdge, name)
	if configuration == nil {
		panic("graphtest: no payment configuration of " + wabaID + " has the name " + name + "; add it first")
	}
	configuration.values["status"], configuration.values["updated_timestamp"] = status, s.now().Unix()
	if configuration.text("provider_mid") == "" && status != paymentNeedsConnecting {
		configuration.values["provider_mid"] = "acc_" + s.graph.newID()
	}
	s.notify(Event{Field: webhook.FieldPaymentConfigurationUpdate, EntryID: wabaID, Value: map[string]any{
		"configuration_name": name,
		"provider_name":      strings.ToLower(configuration.text("provider_name")),
		"provider_mid":       configuration.text("provider_mid"),
		"status":             strings.ReplaceAll(status, "_", " "),
		"created_timestamp":  configuration.values["created_timestamp"],
		"updated_timestamp":  configuration.values["updated_timestamp"],
	}})
}

func (c *call) listPaymentConfigurations() (any, *failure) {
	found, f := c.list(listing{edge: paymentConfigurationsEdge, view: paymentConfigurationKind})
	if f != nil {
		return nil, f
	}
	return struct {
		Data   []any   `json:"data"`
		Paging *paging `json:"paging,omitempty"`
	}{[]any{map[string]any{paymentConfigurationsEdge: found.Data}}, found.Paging}, nil
}

func (c *call) readPaymentConfiguration() (any, *failure) {
	configuration, f := c.paymentConfiguration(c.path["payment-configuration"])
	if f != nil {
		return nil, f
	}
	shown, f := c.project(paymentConfigurationKind, configuration, c.fields)
	return map[string]any{"data": []any{shown}}, f
}

func (c *call) createPaymentConfiguration() (any, *failure) {
	name, f := c.params.bounded("configuration_name", 1, maxPaymentConfiguration)
	if f != nil {
		return nil, f
	}
	provider, f := c.params.choiceFold("provider_name", "billdesk", "payu", "razorpay", upiProvider, "zaakpay")
	switch {
	case f != nil:
		return nil, f
	case provider == "":
		return nil, missing("provider_name")
	case c.node.item(paymentConfigurationsEdge, name) != nil:
		return nil, invalid("Param configuration_name must be unique - got %q", name)
	}
	created := PaymentConfiguration{Name: name, ProviderName: strings.ToUpper(provider), Status: paymentNeedsConnecting}
	if provider != upiProvider {
		c.setPaymentCodes(c.node.addPaymentConfiguration(created, c.now()))
		answer := c.oauthLink()
		answer["success"] = true
		return answer, nil
	}
	if created.MerchantVPA, _ = c.params.text("merchant_vpa"); created.MerchantVPA == "" {
		return nil, missing("merchant_vpa")
	}
	created.Status = paymentNeedsTesting
	c.setPaymentCodes(c.node.addPaymentConfiguration(created, c.now()))
	return success(), nil
}

// setPaymentCodes gives a configuration the codes of the request.
func (c *call) setPaymentCodes(configuration *node) {
	for _, name := range []string{"merchant_category_code", "purpose_code"} {
		if code, given := c.params.text(name); given {
			configuration.values[name] = map[string]any{"code": code, "description": "Code " + code}
		}
	}
}

func (c *call) oauthLink() map[string]any {
	return map[string]any{
		"oauth_url":  "https://www.facebook.com/payment/onboarding/init/?state=" + c.graph.newID(),
		"expiration": c.now().Add(oauthLinkLifetime).Unix(),
	}
}

func (c *call) updatePaymentConfiguration() (any, *failure) {
	configuration, f := c.paymentConfiguration(c.path["payment-configuration"])
	if f != nil {
		return nil, f
	}
	address, given := c.params.text("data_endpoint_url")
	switch {
	case !given:
		return nil, missing("data_endpoint_url")
	case address != "" && !strings.HasPrefix(address, "https://"):
		return nil, invalid("Param data_endpoint_url must be an https URL - got %q", address)
	}
	configuration.values["data_endpoint_url"] = address
	return success(), nil
}

func (c *call) renewPaymentLink() (any, *failure) {
	name, _ := c.params.text("configuration_name")
	configuration, f := c.paymentConfiguration(name)
	switch {
	case name == "":
		return nil, missing("configuration_name")
	case f != nil:
		return nil, f
	case isAmong(configuration.text("provider_name"), upiProvider):
		return nil, unprocessable("The configuration %q has no payment gateway", name)
	}
	return c.oauthLink(), nil
}

func (c *call) deletePaymentConfiguration() (any, *failure) {
	name, _ := c.params.text("configuration_name")
	if name == "" {
		return nil, missing("configuration_name")
	}
	if _, f := c.paymentConfiguration(name); f != nil {
		return nil, f
	}
	c.node.disconnect(paymentConfigurationsEdge, name)
	return success(), nil
}

func (c *call) paymentConfiguration(name string) (*node, *failure) {
	if found := c.node.item(paymentConfigurationsEdge, name); found != nil {
		return found, nil
	}
	return nil, notFound("The payment configuration does not exist")
}
