package whatsapp

// InteractiveLocationRequest asks for the recipient's location.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/location-request-messages
type InteractiveLocationRequest struct {
	// Body is required: at most 1024 characters.
	Body string
}

// InteractiveContactRequest asks for the recipient's phone number, where only a
// business-scoped user id is known. The answer is a message of type contacts.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
type InteractiveContactRequest struct {
	// Body is required: at most 1024 characters.
	Body string
}

// InteractiveAddress asks for a delivery address. It is for businesses and
// recipients in India and Singapore.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/address-messages
type InteractiveAddress struct {
	// Header is optional.
	Header *InteractiveHeader
	// Body is required: at most 1024 characters.
	Body string
	// Footer has at most 60 characters.
	Footer string
	// Country is the two-letter code, such as IN. It is required.
	Country string
	// Values are filled in already, by Meta's names of the fields.
	Values map[string]string
	// SavedAddresses are offered to choose from.
	SavedAddresses []SavedAddress
	// ValidationErrors holds the problems of the Values, by the same names.
	ValidationErrors map[string]string
}

// SavedAddress is an address that the recipient has given before.
type SavedAddress struct {
	ID    string            `json:"id"`
	Value map[string]string `json:"value"`
}

type namedAction struct {
	Name string `json:"name"`
}

type addressAction struct {
	Name       string            `json:"name"`
	Parameters addressParameters `json:"parameters"`
}

type addressParameters struct {
	Country          string            `json:"country"`
	Values           map[string]string `json:"values,omitzero"`
	SavedAddresses   []SavedAddress    `json:"saved_addresses,omitzero"`
	ValidationErrors map[string]string `json:"validation_errors,omitzero"`
}

func (InteractiveLocationRequest) contentType() string { return contentInteractive }
func (InteractiveContactRequest) contentType() string  { return contentInteractive }
func (InteractiveAddress) contentType() string         { return contentInteractive }

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveLocationRequest) MarshalJSON() ([]byte, error) {
	wire := interactive{Type: "location_request_message", Body: textOrNone(i.Body)}
	return wire.encode(namedAction{Name: "send_location"})
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveLocationRequest) UnmarshalJSON(data []byte) error {
	wire, err := decodeInteractive(data, new(namedAction))
	*i = InteractiveLocationRequest{Body: wire.Body.text()}
	return err
}

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveContactRequest) MarshalJSON() ([]byte, error) {
	wire := interactive{Type: "request_contact_info", Body: textOrNone(i.Body)}
	return wire.encode(namedAction{Name: "request_contact_info"})
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveContactRequest) UnmarshalJSON(data []byte) error {
	wire, err := decodeInteractive(data, new(namedAction))
	*i = InteractiveContactRequest{Body: wire.Body.text()}
	return err
}

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveAddress) MarshalJSON() ([]byte, error) {
	wire := interactive{Type: "address_message", Header: i.Header, Body: textOrNone(i.Body), Footer: textOrNone(i.Footer)}
	return wire.encode(addressAction{Name: "address_message", Parameters: addressParameters{
		Country: i.Country, Values: i.Values, SavedAddresses: i.SavedAddresses, ValidationErrors: i.ValidationErrors,
	}})
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveAddress) UnmarshalJSON(data []byte) error {
	var action addressAction
	wire, err := decodeInteractive(data, &action)
	*i = InteractiveAddress{
		Header: wire.Header, Body: wire.Body.text(), Footer: wire.Footer.text(),
		Country: action.Parameters.Country, Values: action.Parameters.Values,
		SavedAddresses: action.Parameters.SavedAddresses, ValidationErrors: action.Parameters.ValidationErrors,
	}
	return err
}

func (i InteractiveLocationRequest) violations() violations {
	var found violations
	found.frame(nil, i.Body, "", maxBody)
	return found
}

func (i InteractiveContactRequest) violations() violations {
	var found violations
	found.frame(nil, i.Body, "", maxBody)
	return found
}

func (i InteractiveAddress) violations() violations {
	var found violations
	found.frame(i.Header, i.Body, i.Footer, maxBody)
	found.require("action.parameters.country", i.Country)
	return found
}
