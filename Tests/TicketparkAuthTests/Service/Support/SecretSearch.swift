// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Looks for secrets in whatever form somebody may have written them.
struct SecretSearch {
    /// One form of one secret.
    private struct Form {
        var name: String
        var bytes: Data
    }

    private var forms: [Form] = []

    /// Looks for `secrets`, by their names.
    init(_ secrets: [(name: String, secret: String)]) {
        for (name, secret) in secrets {
            let raw = Data(secret.utf8)
            let hex = raw.map { String(format: "%02x", $0) }.joined()
            let base64 = raw.base64EncodedString().replacing("=", with: "")
            let form = secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? secret
            let variants = [
                ("raw", secret), ("hex", hex), ("upper-case hex", hex.uppercased()), ("base64", base64),
                ("base64url", base64.replacing("+", with: "-").replacing("/", with: "_")),
                ("percent-encoded", form), ("form-encoded", form.replacing("%20", with: "+")),
            ]
            for (kind, text) in variants { forms.append(Form(name: "\(name), \(kind)", bytes: Data(text.utf8))) }
            // As a part of a longer text, base64 looks different after one or two bytes before it; its middle tells.
            for shift in 1...2 {
                let shifted = (Data(count: shift) + raw).base64EncodedString()
                forms.append(
                    Form(
                        name: "\(name), base64 shifted by \(shift)", bytes: Data(shifted.dropFirst(4).dropLast(4).utf8))
                )
            }
        }
        forms.removeAll { $0.bytes.count < 8 }
    }

    /// The names of what is in `data`.
    func findings(in data: Data) -> [String] {
        forms.filter { data.range(of: $0.bytes) != nil }.map(\.name)
    }

    /// The names of what is in `text`.
    func findings(in text: String) -> [String] {
        findings(in: Data(text.utf8))
    }
}

/// All that an error, or any other value, may show of itself.
func everything(of value: Any) -> String {
    var dumped = ""
    dump(value, to: &dumped)
    var text = [dumped, String(describing: value), String(reflecting: value)]
    func walk(_ value: Any, depth: Int) {
        guard depth < 12 else { return }
        for child in Mirror(reflecting: value).children {
            text.append("\(child.label ?? "") \(child.value)")
            walk(child.value, depth: depth + 1)
        }
    }
    walk(value, depth: 0)
    if let error = value as? any Error { text.append(error.localizedDescription) }
    return text.joined(separator: "\n")
}
