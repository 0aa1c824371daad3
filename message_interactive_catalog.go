package whatsapp

// InteractiveProduct shows one product of a catalog.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/catalogs/sell-products-and-services/share-products
type InteractiveProduct struct {
	// Body is optional: at most 1024 characters.
	Body string
	// Footer has at most 60 characters.
	Footer string
	// CatalogID and ProductRetailerID name the product.
	CatalogID         string
	ProductRetailerID string
}

// InteractiveProductList shows up to thirty products of a catalog.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/catalogs/sell-products-and-services/share-products
type InteractiveProductList struct {
	// Header is required, and of type text.
	Header *InteractiveHeader
	// Body is required: at most 1024 characters.
	Body string
	// Footer has at most 60 characters.
	Footer string
	// CatalogID is the catalog of all products.
	CatalogID string
	// Sections holds one to ten sections, with at most thirty products in
	// total.
	Sections []ProductSection
}

// ProductSection is a section of a product list.
type ProductSection struct {
	// Title has at most 24 characters and is required when there is more than
	// one section.
	Title string `json:"title,omitzero"`
	// Products holds one to thirty products.
	Products []ProductItem `json:"product_items"`
}

// ProductItem names a product of the catalog.
type ProductItem struct {
	ProductRetailerID string `json:"product_retailer_id"`
}

// InteractiveCatalog invites people to browse the whole catalog.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/catalogs/sell-products-and-services/share-products
type InteractiveCatalog struct {
	// Body is required: at most 1024 characters.
	Body string
	// Footer has at most 60 characters.
	Footer string
	// ThumbnailProductRetailerID is the product whose image is shown; empty for
	// the first of the catalog.
	ThumbnailProductRetailerID string
}

const maxProducts = 30

type productAction struct {
	CatalogID         string           `json:"catalog_id"`
	ProductRetailerID string           `json:"product_retailer_id,omitzero"`
	Sections          []ProductSection `json:"sections,omitzero"`
}

type catalogAction struct {
	Name       string             `json:"name"`
	Parameters *catalogParameters `json:"parameters,omitzero"`
}

type catalogParameters struct {
	ThumbnailProductRetailerID string `json:"thumbnail_product_retailer_id"`
}

func (InteractiveProduct) contentType() string     { return contentInteractive }
func (InteractiveProductList) contentType() string { return contentInteractive }
func (InteractiveCatalog) contentType() string     { return contentInteractive }

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveProduct) MarshalJSON() ([]byte, error) {
	wire := interactive{Type: "product", Body: textOrNone(i.Body), Footer: textOrNone(i.Footer)}
	return wire.encode(productAction{CatalogID: i.CatalogID, ProductRetailerID: i.ProductRetailerID})
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveProduct) UnmarshalJSON(data []byte) error {
	var action productAction
	wire, err := decodeInteractive(data, &action)
	*i = InteractiveProduct{
		Body: wire.Body.text(), Footer: wire.Footer.text(),
		CatalogID: action.CatalogID, ProductRetailerID: action.ProductRetailerID,
	}
	return err
}

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveProductList) MarshalJSON() ([]byte, error) {
	wire := interactive{Type: "product_list", Header: i.Header, Body: textOrNone(i.Body), Footer: textOrNone(i.Footer)}
	return wire.encode(productAction{CatalogID: i.CatalogID, Sections: i.Sections})
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveProductList) UnmarshalJSON(data []byte) error {
	var action productAction
	wire, err := decodeInteractive(data, &action)
	*i = InteractiveProductList{
		Header: wire.Header, Body: wire.Body.text(), Footer: wire.Footer.text(),
		CatalogID: action.CatalogID, Sections: action.Sections,
	}
	return err
}

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveCatalog) MarshalJSON() ([]byte, error) {
	wire := interactive{Type: "catalog_message", Body: textOrNone(i.Body), Footer: textOrNone(i.Footer)}
	action := catalogAction{Name: "catalog_message"}
	if i.ThumbnailProductRetailerID != "" {
		action.Parameters = &catalogParameters{ThumbnailProductRetailerID: i.ThumbnailProductRetailerID}
	}
	return wire.encode(action)
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveCatalog) UnmarshalJSON(data []byte) error {
	var action catalogAction
	wire, err := decodeInteractive(data, &action)
	*i = InteractiveCatalog{Body: wire.Body.text(), Footer: wire.Footer.text()}
	if action.Parameters != nil {
		i.ThumbnailProductRetailerID = action.Parameters.ThumbnailProductRetailerID
	}
	return err
}

func (i InteractiveProduct) violations() violations {
	var found violations
	found.length("body.text", i.Body, 0, maxBody)
	found.length("footer.text", i.Footer, 0, maxFooter)
	found.require("action.catalog_id", i.CatalogID)
	found.require("action.product_retailer_id", i.ProductRetailerID)
	return found
}

func (i InteractiveProductList) violations() violations {
	var found violations
	if i.Header == nil {
		found.add("header", "is required")
	}
	found.frame(i.Header, i.Body, i.Footer, maxBody)
	if i.Header != nil && i.Header.Type != HeaderTypeText {
		found.add("header.type", "must be text in a product list, not %q", i.Header.Type)
	}
	found.require("action.catalog_id", i.CatalogID)
	if len(i.Sections) == 0 {
		found.add("action.sections", "needs at least one section")
	}
	found.atMost("action.sections", len(i.Sections), maxSections)
	products := 0
	for n, section := range i.Sections {
		found.sectionTitle(n, section.Title, len(i.Sections))
		found.addEntry("action.sections", n, section.violations())
		products += len(section.Products)
	}
	if products > maxProducts {
		found.add("action.sections", "have %d products together, at most %d are allowed", products, maxProducts)
	}
	return found
}

func (s ProductSection) violations() violations {
	var found violations
	if len(s.Products) == 0 {
		found.add("product_items", "needs at least one product")
	}
	found.atMost("product_items", len(s.Products), maxProducts)
	for i, product := range s.Products {
		found.requireEntry("product_items", i, "product_retailer_id", product.ProductRetailerID)
	}
	return found
}

func (i InteractiveCatalog) violations() violations {
	var found violations
	found.frame(nil, i.Body, i.Footer, maxBody)
	return found
}
