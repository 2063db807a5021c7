// Package searchtest makes catalogues of any size that read like real ones, to
// test and measure search with.
//
// A catalogue is made from a seed and holds nothing but its vocabulary: the
// same number of the same seed is always the same dataset, made when it is
// asked for. Names of provinces and communes are those of the official list of
// 2025 (github.com/thanglequoc/vietnamese-provinces-database, MIT licence); the
// subjects are those that agencies of Viet Nam publish about.
package searchtest
