package whatsapp

// messagingProduct is the messaging_product that many requests must have.
const messagingProduct = "whatsapp"

// withProduct adds the messaging_product to a JSON object.
func withProduct(object []byte) []byte {
	const member = `{"messaging_product":"` + messagingProduct + `"`
	rest := object[1:]
	separator := ","
	if rest[0] == '}' {
		separator = ""
	}
	return append([]byte(member+separator), rest...)
}
