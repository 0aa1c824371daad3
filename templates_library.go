package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"net/url"
)

const templateLibrary = "/message_template_library"

// ListLibrary returns one page of Meta's library: templates that are approved
// at once when [TemplateService.Create] makes a template from them.
//
//	GET /message_template_library
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/template-library
func (s *TemplateService) ListLibrary(ctx context.Context, page *ListLibraryOptions, opts ...RequestOption) (*Page[LibraryTemplate], error) {
	return list[LibraryTemplate](ctx, s.client, operation(http.MethodGet, templateLibrary), page, opts)
}

// AllLibrary iterates over Meta's library; see [TemplateService.ListLibrary].
func (s *TemplateService) AllLibrary(ctx context.Context, page *ListLibraryOptions, opts ...RequestOption) iter.Seq2[*LibraryTemplate, error] {
	return all[LibraryTemplate](ctx, s.client, operation(http.MethodGet, templateLibrary), page, opts)
}

// ListLibraryOptions selects a page of the library: the templates that match
// all filters that are set.
type ListLibraryOptions struct {
	ListOptions
	// Search keeps templates whose content or name has these words.
	Search string
	// Name keeps the template with this name only.
	Name string
	// Language is a code such as en_US.
	Language string
	Topic    LibraryTemplateTopic
	Industry LibraryTemplateIndustry
	// UseCase is what a template is for, such as ORDER_CONFIRMED.
	UseCase string
}

func (o *ListLibraryOptions) addFilters(query url.Values) error {
	setIfPresent(query, "search", o.Search)
	setIfPresent(query, "name", o.Name)
	setIfPresent(query, "language", o.Language)
	setIfPresent(query, "topic", string(o.Topic))
	setIfPresent(query, "industry", string(o.Industry))
	setIfPresent(query, "usecase", o.UseCase)
	return nil
}

// LibraryTemplate is a template of Meta's library.
type LibraryTemplate struct {
	ID       string                    `json:"id"`
	Name     string                    `json:"name"`
	Language string                    `json:"language"`
	Category MessageTemplateCategory   `json:"category"`
	Topic    LibraryTemplateTopic      `json:"topic"`
	UseCase  string                    `json:"usecase"`
	Industry []LibraryTemplateIndustry `json:"industry,omitzero"`
	Header   string                    `json:"header"`
	Body     string                    `json:"body"`
	// BodyParams are samples for the variables of the body, and BodyParamTypes
	// tell what the variables may hold, such as TEXT, AMOUNT or DATE. Graph
	// checks it when a message is sent.
	BodyParams     []string               `json:"body_params,omitzero"`
	BodyParamTypes []string               `json:"body_param_types,omitzero"`
	Buttons        MessageTemplateButtons `json:"buttons,omitzero"`
}

// LibraryTemplateTopic is what a template of the library is about.
type LibraryTemplateTopic string

// The topics that Meta documents.
const (
	LibraryTemplateTopicAccountUpdate    LibraryTemplateTopic = "ACCOUNT_UPDATE"
	LibraryTemplateTopicCustomerFeedback LibraryTemplateTopic = "CUSTOMER_FEEDBACK"
	LibraryTemplateTopicOrderManagement  LibraryTemplateTopic = "ORDER_MANAGEMENT"
	LibraryTemplateTopicPayments         LibraryTemplateTopic = "PAYMENTS"
)

// LibraryTemplateIndustry is a line of business.
type LibraryTemplateIndustry string

// The industries that Meta documents.
const (
	LibraryTemplateIndustryECommerce         LibraryTemplateIndustry = "E_COMMERCE"
	LibraryTemplateIndustryFinancialServices LibraryTemplateIndustry = "FINANCIAL_SERVICES"
)

// LibraryTemplateBodyInputs adds sentences to the body of a library template
// that has room for them.
type LibraryTemplateBodyInputs struct {
	// AddContactNumber tells whom to call.
	AddContactNumber *bool `json:"add_contact_number,omitzero"`
	// AddLearnMoreLink adds where to learn more.
	AddLearnMoreLink *bool `json:"add_learn_more_link,omitzero"`
	// AddSecurityRecommendation adds that the code must not be shared.
	AddSecurityRecommendation *bool `json:"add_security_recommendation,omitzero"`
	// AddTrackPackageLink adds where to track the parcel.
	AddTrackPackageLink *bool `json:"add_track_package_link,omitzero"`
	// CodeExpirationMinutes is 1 to 90 minutes.
	CodeExpirationMinutes *int `json:"code_expiration_minutes,omitzero"`
}

// LibraryTemplateButtonInput fills in a button of a library template. There is
// one for each button, in their order.
type LibraryTemplateButtonInput struct {
	Type MessageTemplateButtonType `json:"type"`
	// PhoneNumber is what a button of the type PHONE_NUMBER calls.
	PhoneNumber string                 `json:"phone_number,omitzero"`
	URL         *LibraryTemplateURL    `json:"url,omitzero"`
	OTPType     MessageTemplateOTPType `json:"otp_type,omitzero"`
	// ZeroTapTermsAccepted accepts Meta's terms for one-time passcodes that the
	// app takes without a tap.
	ZeroTapTermsAccepted *bool          `json:"zero_tap_terms_accepted,omitzero"`
	SupportedApps        []SupportedApp `json:"supported_apps,omitzero"`
}

// LibraryTemplateURL is the address of a button.
type LibraryTemplateURL struct {
	// BaseURL may end in a variable: https://shop.test/orders/{{1}}.
	BaseURL string `json:"base_url"`
	// SuffixExample is a sample of the whole address, where it has a variable.
	SuffixExample string `json:"url_suffix_example,omitzero"`
}

func (v *violations) libraryInputs(r CreateMessageTemplateRequest) {
	if inputs := r.LibraryTemplateBodyInputs; inputs != nil {
		footer := MessageTemplateFooter{CodeExpirationMinutes: inputs.CodeExpirationMinutes}
		v.within("library_template_body_inputs", footer.violations(templateRules{category: MessageTemplateCategoryAuthentication}))
	}
	for i, input := range r.LibraryTemplateButtonInputs {
		v.addEntry("library_template_button_inputs", i, input.violations())
	}
}

func (b LibraryTemplateButtonInput) violations() violations {
	var found violations
	found.require("type", string(b.Type))
	switch b.Type {
	case MessageTemplateButtonTypePhoneNumber:
		found.length("phone_number", b.PhoneNumber, 1, maxTemplatePhoneNumber)
	case MessageTemplateButtonTypeOTP:
		found.buttonOTP(MessageTemplateButton{OTPType: b.OTPType, SupportedApps: b.SupportedApps, ZeroTapTermsAccepted: b.ZeroTapTermsAccepted}, templateRules{})
	case MessageTemplateButtonTypeURL:
		if b.URL == nil {
			found.require("url", "")
			break
		}
		found.length("url.base_url", b.URL.BaseURL, 1, maxTemplateURL)
		if len(variablesOf(b.URL.BaseURL)) > 0 {
			found.require("url.url_suffix_example", b.URL.SuffixExample)
		}
	}
	return found
}
