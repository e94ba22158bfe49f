import Foundation
import Testing

/// The documentation shows code that runs.
struct ListingTests {
    @Test(arguments: ["Checkout", "CheckoutTests"])
    func `the article shows the code that is compiled and run here`(file: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let module = folder.appending(path: "../../../Sources/TicketparkAuthTesting").standardized
        let article = module.appending(path: "TicketparkAuthTesting.docc/LostRefresh.md")
        let code = try String(contentsOf: folder.appending(path: "\(file).swift"), encoding: .utf8)
        let opening = try #require(code.firstRange(of: "word for word: a test holds one against the other.\n\n"))
        let shows = try String(contentsOf: article, encoding: .utf8).contains(
            "```swift\n\(code[opening.upperBound...])```\n")
        #expect(shows, "LostRefresh.md does not show what \(file).swift has")
    }
}
