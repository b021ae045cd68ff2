// The service worker of the tests.
