package graphjson

// LookedAhead decodes the text and returns how many of its bytes were looked at
// before their turn. All other work moves on in the text.
func (c *Codec) LookedAhead(text []byte, out any) int {
	d := c.NewDecoder(text)
	d.Decode(out)
	return d.ahead
}
