// Not released: it is run from the repository alone.
module github.com/wabakit/whatsapp/mutation

go 1.26
