package simulator

import (
	"net/http"
	"slices"

	"github.com/wabakit/whatsapp/graphtest"
)

// product is something in a catalog as a phone shows it. Graph's messages name
// it by its retailer id only.
type product struct {
	CatalogID   string `json:"catalog_id"`
	RetailerID  string `json:"product_retailer_id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// Price is for one of it, in the currency's own unit.
	Price    float64 `json:"price"`
	Currency string  `json:"currency"`
	// Image is the id of a media object.
	Image string `json:"image,omitempty"`
}

// maxProducts is how many products the phone knows.
const maxProducts = 1000

// sampleProducts are what a new world sells.
func sampleProducts() []product {
	of := func(id, name, description string, price float64) product {
		return product{CatalogID: graphtest.CatalogID, RetailerID: id, Name: name, Description: description, Price: price, Currency: "USD"}
	}
	return []product{
		of("sku-1", "Fern", "In a pot of clay, for a place without sun", 14.5),
		of("sku-2", "Cactus", "Needs water once a month", 8),
		of("sku-3", "Watering can", "Holds two litres", 19.9),
		of("sku-4", "Moss", "A mat of 30 by 30 centimetres", 6.25),
	}
}

// commerce is how a phone number sells.
type commerce struct {
	// CatalogID is the catalog of the account, empty if there is none.
	CatalogID      string `json:"catalog_id,omitempty"`
	CatalogVisible bool   `json:"is_catalog_visible"`
	CartEnabled    bool   `json:"is_cart_enabled"`
}

func (w *world) commerce(wabaID, phoneNumberID string) commerce {
	var settings struct{ Data []commerce }
	w.read("/"+phoneNumberID+"/whatsapp_commerce_settings", &settings)
	var catalogs struct{ Data []struct{ ID string } }
	w.read("/"+wabaID+"/product_catalogs", &catalogs)
	var found commerce
	if len(settings.Data) > 0 {
		found = settings.Data[0]
	}
	if len(catalogs.Data) > 0 {
		found.CatalogID = catalogs.Data[0].ID
	}
	return found
}

func (s *Simulator) getProducts(*http.Request) (any, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return map[string]any{"products": slices.Clone(s.products)}, nil
}

// postProduct adds a product, or changes the one with its retailer id.
func (s *Simulator) postProduct(r *http.Request) (any, error) {
	added := product{CatalogID: graphtest.CatalogID, Currency: "USD"}
	if err := readJSON(r, &added); err != nil {
		return nil, err
	}
	switch {
	case added.CatalogID == "" || added.RetailerID == "" || added.Name == "":
		return nil, invalid("a product needs a catalog_id, a product_retailer_id and a name")
	case added.Price < 0:
		return nil, invalid("invalid price %v; want 0 or more", added.Price)
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	at := slices.IndexFunc(s.products, func(p product) bool {
		return p.CatalogID == added.CatalogID && p.RetailerID == added.RetailerID
	})
	switch {
	case at >= 0:
		s.products[at] = added
	case len(s.products) >= maxProducts:
		return nil, invalid("there are %d products already", maxProducts)
	default:
		s.products = append(s.products, added)
	}
	s.events.publish("products", s.products)
	return added, nil
}
