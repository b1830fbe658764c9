// SPDX-License-Identifier: Apache-2.0
// The exact step of x' = A x + u with constant u: x(1) = e^A x + (integral of e^(A s)) u. One
// equation: by exp and expm1. More: e of the matrix [A 1; 0 0] by scaling and squaring.
#include <algorithm>
#include <cmath>

#include "compiler/passes/equations/computation.hpp"

namespace bouton::compiler {
namespace {

using Matrix = std::vector<double>;

Matrix times(const Matrix& a, const Matrix& b, std::size_t n) {
    Matrix result(n * n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < n; ++k)
            for (std::size_t j = 0; j < n; ++j) result[i * n + j] += a[i * n + k] * b[k * n + j];
    return result;
}

Matrix exponential(Matrix a, std::size_t n) {
    constexpr int terms = 18;
    double norm = 0;
    for (const double one : a) norm = std::max(norm, std::abs(one));
    int halvings = 0;
    for (norm *= static_cast<double>(n); norm > 0.25 && halvings < 60; norm /= 2) ++halvings;
    for (double& one : a) one = std::ldexp(one, -halvings);
    Matrix term(n * n), sum(n * n);
    for (std::size_t i = 0; i < n; ++i) term[i * n + i] = sum[i * n + i] = 1;
    for (int k = 1; k <= terms; ++k) {
        term = times(term, a, n);
        for (std::size_t i = 0; i < n * n; ++i) {
            term[i] /= k;
            sum[i] += term[i];
        }
    }
    for (int i = 0; i < halvings; ++i) sum = times(sum, sum, n);
    return sum;
}

}  // namespace

Propagator propagate(const std::vector<double>& matrix, std::size_t size) {
    if (size == 1) {
        const double a = matrix[0];
        return {.state = {std::exp(a)}, .input = {a == 0 ? 1 : std::expm1(a) / a}};
    }
    const std::size_t n = 2 * size;
    Matrix augmented(n * n);
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < size; ++j) augmented[i * n + j] = matrix[i * size + j];
        augmented[i * n + size + i] = 1;
    }
    const Matrix whole = exponential(std::move(augmented), n);
    Propagator result;
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < size; ++j) {
            result.state.push_back(whole[i * n + j]);
            result.input.push_back(whole[i * n + size + j]);
        }
    return result;
}

}  // namespace bouton::compiler
