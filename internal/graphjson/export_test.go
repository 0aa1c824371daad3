package graphjson

// LookedAhead decodes the text and returns the number of bytes looked ahead at.
// All other work advances in the text.
func (c *Codec) LookedAhead(text []byte, out any) int {
	d := c.NewDecoder(text)
	d.Decode(out)
	return d.ahead
}
