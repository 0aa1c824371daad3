package whatsapp

import (
	"encoding/json"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// An AnalyticsReport is what Graph has counted for a request: one data point
// for each interval and each combination of the dimensions that were asked for.
// Where nothing was counted, it is empty.
type AnalyticsReport[P any] struct {
	// DataPoints are in no particular order.
	DataPoints []P
	// Granularity, PhoneNumbers, CountryCodes and Directions say what the
	// points are about, where Graph repeats it.
	Granularity  AnalyticsGranularity
	PhoneNumbers []string
	CountryCodes []string
	Directions   []CallAnalyticsDirection
	// Paging is set if Graph has divided the report into pages. Meta's guide
	// does not speak of any; if there is a next one, ask for less time at once.
	Paging *Paging

	lengths []int // of the lists that the points came in; nil if there were none
	single  bool  // the direction was not in a list
}

// An analyticsSeries is a report in either of its forms: the points themselves,
// or a list of series.
type analyticsSeries[P any] struct {
	PhoneNumbers []string             `json:"phone_numbers,omitzero"`
	CountryCodes []string             `json:"country_codes,omitzero"`
	Granularity  AnalyticsGranularity `json:"granularity,omitempty"`
	Directions   callDirections       `json:"directions,omitzero"`
	DataPoints   []P                  `json:"data_points,omitzero"`
	Data         []analyticsSeries[P] `json:"data,omitzero"`
	Paging       *Paging              `json:"paging,omitzero"`
}

// UnmarshalJSON reads {"data_points": [...]} or {"data": [{"data_points":
// [...]}]}. Points that are not a P are left out.
func (r *AnalyticsReport[P]) UnmarshalJSON(data []byte) error { return readGraph(data, r) }

func (r *AnalyticsReport[P]) decodeGraph(d *graphjson.Decoder) bool {
	*r = AnalyticsReport[P]{}
	var read analyticsSeries[P]
	var fits bool
	switch d.Peek() {
	case '[':
		fits = d.Decode(&read.Data)
	case '{':
		fits = d.Decode(&read)
	case 'n': // null
		d.Skip()
		return true
	default:
		return d.Mismatch("a report")
	}
	r.take(read)
	return fits
}

// take adds what was read.
func (r *AnalyticsReport[P]) take(read analyticsSeries[P]) {
	r.describe(read)
	r.DataPoints = append(r.DataPoints, read.DataPoints...)
	if read.Paging != nil {
		read.Paging.Next, read.Paging.Previous = withoutToken(read.Paging.Next), withoutToken(read.Paging.Previous)
		r.Paging = read.Paging
	}
	if read.Data == nil {
		return
	}
	r.lengths = make([]int, len(read.Data))
	for i, series := range read.Data {
		r.describe(series)
		r.DataPoints = append(r.DataPoints, series.DataPoints...)
		r.lengths[i] = len(series.DataPoints)
	}
}

func (r *AnalyticsReport[P]) describe(read analyticsSeries[P]) {
	if read.Granularity != "" {
		r.Granularity = read.Granularity
	}
	if read.PhoneNumbers != nil {
		r.PhoneNumbers = read.PhoneNumbers
	}
	if read.CountryCodes != nil {
		r.CountryCodes = read.CountryCodes
	}
	if read.Directions.values != nil {
		r.Directions, r.single = read.Directions.values, read.Directions.single
	}
}

// MarshalJSON writes the form that was read, else {"data_points": [...]}.
func (r AnalyticsReport[P]) MarshalJSON() ([]byte, error) {
	description := analyticsSeries[P]{
		Granularity: r.Granularity, PhoneNumbers: r.PhoneNumbers, CountryCodes: r.CountryCodes,
		Directions: callDirections{values: r.Directions, single: r.single},
	}
	if r.lengths == nil {
		description.DataPoints, description.Paging = r.DataPoints, r.Paging
		return json.Marshal(description)
	}
	whole := analyticsSeries[P]{Data: make([]analyticsSeries[P], len(r.lengths)), Paging: r.Paging}
	rest := r.DataPoints
	for i, length := range r.lengths {
		if i == len(r.lengths)-1 || length > len(rest) { // the points may have changed since
			length = len(rest)
		}
		whole.Data[i] = description
		whole.Data[i].DataPoints, rest = rest[:length], rest[length:]
	}
	return json.Marshal(whole)
}

// callDirections are a list, or for a single one, a text.
type callDirections struct {
	values []CallAnalyticsDirection
	single bool
}

func (c *callDirections) decodeGraph(d *graphjson.Decoder) bool {
	c.single = d.Peek() != '['
	return d.Decode(&c.values)
}

// IsZero reports whether there are none.
func (c callDirections) IsZero() bool { return c.values == nil }

// MarshalJSON writes the form that was read.
func (c callDirections) MarshalJSON() ([]byte, error) {
	if c.single && len(c.values) == 1 {
		return json.Marshal(c.values[0])
	}
	return json.Marshal(c.values)
}
