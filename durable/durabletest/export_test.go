package durabletest

// Patience is for tests that are to fail.
var Patience = &patience
