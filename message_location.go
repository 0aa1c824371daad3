package whatsapp

// Location is a point on the map.
type Location struct {
	// Latitude and Longitude are in degrees.
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	// Name is the name of the place.
	Name string `json:"name,omitzero"`
	// Address is shown only when there is a Name.
	Address string `json:"address,omitzero"`
}

func (Location) contentType() string { return contentLocation }

func (l Location) violations() violations {
	var found violations
	found.degrees("latitude", l.Latitude, 90)
	found.degrees("longitude", l.Longitude, 180)
	return found
}

// degrees is written so that it also refuses what is not a number.
func (v *violations) degrees(field string, value, limit float64) {
	if !(value >= -limit && value <= limit) {
		v.add(field, "is %v, it must be between -%v and %v", value, limit, limit)
	}
}
