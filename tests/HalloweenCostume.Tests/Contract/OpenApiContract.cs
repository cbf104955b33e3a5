using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using HalloweenCostume.Access;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Contract;

/// <summary>
/// Holds recorded exchanges against an OpenAPI 3.1 document. <c>check.mjs</c> does it with Ajv, for its schemas are JSON Schema 2020-12;
/// Ajv itself is installed beside the built tests on first use.
/// </summary>
internal static class OpenApiContract
{
    private static readonly NodeFolder Folder = new("Contract");

    /// <summary>The document that the core carries.</summary>
    public static string Document
    {
        get
        {
            using var reader = new StreamReader(Assembly.Load("HalloweenCostume").GetManifestResourceStream("openapi.json")!);
            return reader.ReadToEnd();
        }
    }

    public static IReadOnlyList<Operation> Operations { get; } = ReadOperations(JsonDocument.Parse(Document).RootElement);

    /// <param name="document">Is held against OpenAPI's meta-schema too, and its examples against its own schemas.</param>
    /// <param name="exchanges">What really went over the wire.</param>
    /// <param name="everyOperation">An operation that no exchange belongs to is a violation.</param>
    /// <returns>One line a violation: <c>document: …</c> or <c>exchange 3, GET /api/users 200: …</c>, counted from 1.</returns>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(
        string document, IEnumerable<Exchange> exchanges, bool everyOperation, CancellationToken cancellationToken)
    {
        var files = Directory.CreateTempSubdirectory("contract-");
        try
        {
            var documentPath = Path.Combine(files.FullName, "openapi.json");
            var exchangesPath = Path.Combine(files.FullName, "exchanges.jsonl");
            await File.WriteAllTextAsync(documentPath, document, cancellationToken);
            await File.WriteAllLinesAsync(
                exchangesPath, exchanges.Select(exchange => JsonSerializer.Serialize(exchange, JsonSerializerOptions.Web)), cancellationToken);

            string[] options = everyOperation ? ["--every-operation"] : [];
            var (exitCode, output, error) = await Folder.RunAsync("check.mjs", [.. options, documentPath, exchangesPath], cancellationToken: cancellationToken);
            return exitCode is 0 or 1
                ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                : throw new InvalidOperationException($"The exchanges could not be checked: {error}");
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }

    private static List<Operation> ReadOperations(JsonElement document) =>
    [
        .. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Where(operation => operation.Name != "parameters")
            .Select(operation => new Operation(
                operation.Name.ToUpperInvariant(),
                path.Name,
                operation.Value.GetProperty("operationId").GetString()!,
                operation.Value.TryGetProperty("x-hosts", out var hosts) && hosts.EnumerateArray().All(host => host.GetString() != "local"),
                operation.Value.TryGetProperty("requestBody", out _),
                Rule(operation.Value.TryGetProperty("security", out var own) ? own : document.GetProperty("security")),
                [.. operation.Value.GetProperty("responses").EnumerateObject().Select(response => response.Name)]))),
    ];

    // Either scheme opens an operation, and both ask for the same role.
    private static AccessRule Rule(JsonElement security) => security.GetRawText().Replace(" ", "", StringComparison.Ordinal) switch
    {
        "[]" => AccessRule.Anyone,
        """[{"bearer":[]},{"cookie":[]}]""" => AccessRule.Keys,
        """[{"bearer":["admin"]},{"cookie":["admin"]}]""" => AccessRule.Admins,
        var other => throw new InvalidDataException($"{other} is the security of no rule."),
    };
}

/// <param name="Path">With the names of its parameters.</param>
/// <param name="Elsewhere">The local host does not have it.</param>
internal sealed record Operation(string Method, string Path, string Id, bool Elsewhere, bool HasBody, AccessRule Rule, IReadOnlyList<string> Statuses)
{
    private readonly Regex _pattern = new($"^{Regex.Replace(Path, @"\{\w+\}", "[^/]+")}$");

    public bool Changes => Method != "GET";

    public bool IsOf(Exchange exchange) => Method == exchange.Method && _pattern.IsMatch(exchange.Url.Split('?')[0]);

    /// <summary>With ids that nothing has.</summary>
    public string Url => Regex.Replace(Path, @"\{(\w+)\}", parameter => parameter.Groups[1].Value is "id" or "imageId" ? "0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60" : "99");
}
