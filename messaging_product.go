package whatsapp

// messagingProduct is what many bodies must name, because Graph once had other
// products behind the same routes.
const messagingProduct = "whatsapp"

// withProduct adds the product to an object in JSON.
func withProduct(object []byte) []byte {
	const member = `{"messaging_product":"` + messagingProduct + `"`
	rest := object[1:]
	separator := ","
	if rest[0] == '}' {
		separator = ""
	}
	return append([]byte(member+separator), rest...)
}
