// Package workflow says how a release comes to be public: which steps it takes,
// who may make them, and what an agency wants of them. Nothing here depends on
// where a step is made: the pages, the API and the command line ask [Next].
package workflow
