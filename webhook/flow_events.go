package webhook

// A FlowEvent is a value of the field flows: the status, health or version of a
// flow changed. Event says which, and so which of the other members are set.
//
// https://developers.facebook.com/docs/whatsapp/flows/reference/flowswebhooks
type FlowEvent struct {
	Envelope
	// Event is FLOW_STATUS_CHANGE, CLIENT_ERROR_RATE, ENDPOINT_ERROR_RATE,
	// ENDPOINT_LATENCY, ENDPOINT_AVAILABILITY, FLOW_VERSION_EXPIRY_WARNING or
	// another.
	Event         string      `json:"event"`
	FlowID        string      `json:"flow_id"`
	Message       string      `json:"message,omitzero"`
	OldStatus     string      `json:"old_status,omitzero"`
	NewStatus     string      `json:"new_status,omitzero"`
	Warning       string      `json:"warning,omitzero"`
	AlertState    string      `json:"alert_state,omitzero"` // ACTIVATED, DEACTIVATED
	Threshold     float64     `json:"threshold,omitzero"`
	ErrorRate     float64     `json:"error_rate,omitzero"`
	Errors        []FlowError `json:"errors,omitzero"`
	P50Latency    float64     `json:"p50_latency,omitzero"` // in milliseconds
	P90Latency    float64     `json:"p90_latency,omitzero"`
	RequestsCount int         `json:"requests_count,omitzero"`
	Availability  float64     `json:"availability,omitzero"`
}

// FlowError counts one kind of error.
type FlowError struct {
	ErrorType  string  `json:"error_type"`
	ErrorRate  float64 `json:"error_rate"`
	ErrorCount int     `json:"error_count"`
}
