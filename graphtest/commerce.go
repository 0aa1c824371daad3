package graphtest

var commerceKind = &kind{
	typeName: "WhatsAppCommerceSettings",
	standard: "id is_cart_enabled is_catalog_visible",
}

// commerceSettings returns the commerce settings of a phone number. Like
// Graph's, they begin with a cart and without a catalog.
func (n *node) commerceSettings() *node {
	if n.links["commerce"] == nil {
		n.links["commerce"] = newNode(commerceKind, "52"+n.id[:min(len(n.id), 13)], map[string]any{
			"is_cart_enabled": true, "is_catalog_visible": false,
		})
	}
	return n.links["commerce"]
}

func (c *call) readCommerceSettings() (any, *failure) {
	return c.onlyOne(commerceKind, c.node.commerceSettings())
}

// onlyOne answers with a list of one object, as Graph does for what a phone
// number has once.
func (c *call) onlyOne(view *kind, n *node) (any, *failure) {
	shown, f := c.project(view, n, c.fields)
	return map[string]any{"data": []any{shown}}, f
}

func (c *call) updateCommerceSettings() (any, *failure) {
	changed := map[string]bool{}
	for _, name := range []string{"is_cart_enabled", "is_catalog_visible"} {
		on, given, f := c.params.flag(name)
		if f != nil {
			return nil, f
		}
		if given {
			changed[name] = on
		}
	}
	if len(changed) == 0 {
		return nil, invalid("Either is_cart_enabled or is_catalog_visible is required")
	}
	for name, on := range changed {
		c.node.commerceSettings().values[name] = on
	}
	return success(), nil
}
