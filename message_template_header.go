package whatsapp

// ProductParameter is the product in the header of a template or a card.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/marketing-templates/spm-templates
type ProductParameter struct {
	// Both are required.
	ProductRetailerID string `json:"product_retailer_id"`
	CatalogID         string `json:"catalog_id"`
}

// GIF is an animated image in the header of a template, for the Marketing
// Messages API: an MP4 file of at most 3.5 MB.
type GIF struct {
	// ID is the id of uploaded media. Exactly one of ID and Link is required.
	ID string `json:"id,omitzero"`
	// Link is a public http or https URL, from which Meta fetches the media.
	Link string `json:"link,omitzero"`
}

func (i Image) wire() any    { return parameterWire{Type: contentImage, Image: &i} }
func (v Video) wire() any    { return parameterWire{Type: contentVideo, Video: &v} }
func (d Document) wire() any { return parameterWire{Type: contentDocument, Document: &d} }
func (l Location) wire() any { return parameterWire{Type: contentLocation, Location: &l} }
func (g GIF) wire() any      { return parameterWire{Type: parameterGIF, GIF: &g} }

func (p ProductParameter) wire() any {
	return parameterWire{Type: parameterProduct, Product: &p}
}

func (i Image) parameterViolations() violations {
	return headerParameter(contentImage, mediaWithoutCaption(i.violations(), i.Caption))
}

func (v Video) parameterViolations() violations {
	return headerParameter(contentVideo, mediaWithoutCaption(v.violations(), v.Caption))
}

func (d Document) parameterViolations() violations {
	return headerParameter(contentDocument, mediaWithoutCaption(d.violations(), d.Caption))
}

func (l Location) parameterViolations() violations {
	return headerParameter(contentLocation, l.violations())
}

func (g GIF) parameterViolations() violations {
	return headerParameter(parameterGIF, mediaViolations(g.ID, g.Link, ""))
}

func (p ProductParameter) parameterViolations() violations {
	var found violations
	found.require("product.product_retailer_id", p.ProductRetailerID)
	found.require("product.catalog_id", p.CatalogID)
	return found
}

func headerParameter(member string, inner violations) violations {
	var found violations
	found.within(member, inner)
	return found
}
