using System.Reflection;
using System.Text.Json;
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
}
