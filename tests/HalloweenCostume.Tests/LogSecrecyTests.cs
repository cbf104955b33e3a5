using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;
using HalloweenCostume.Tests.Infra;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests;

/// <summary>No key and no signed URL is ever logged. <c>tests/run.sh</c> runs this once more at its end, over what the hosts of all tests logged.</summary>
public sealed partial class LogSecrecyTests : IDisposable
{
    private const string Key = "hc_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE";
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_log_holds_a_key_or_a_signed_URL()
    {
        var logs = Environment.GetEnvironmentVariable("FINISHED_TEST_LOGS") is { Length: > 0 } finished ? finished : await MakeAsync();
        var (lines, secrets) = (0, new List<string>());
        foreach (var file in Directory.EnumerateFiles(logs))
        {
            foreach (var line in File.ReadLines(file))
            {
                lines++;
                if (IsSecret(line))
                    secrets.Add($"{Path.GetFileName(file)}: {line}");
            }
        }

        Assert.True(lines > 0, "Nothing was logged.");
        Assert.True(secrets.Count == 0, $"{secrets.Count} of {lines} lines hold a secret, such as:\n{string.Join('\n', secrets.Take(10))}");
    }

    [Theory]
    [InlineData("GET /objects/b/1/x.jpg?expires=1&signature=abc")]
    [InlineData("GET https://storage.googleapis.com/b/o?X-Goog-Date=1&X-Goog-Signature=abc failed")]
    [InlineData("GET https://storage.googleapis.com/b/o?x-goog-credential=a")]
    [InlineData("Authorization: Bearer hc_short")]
    [InlineData($"the key {Key} was issued")]
    [InlineData($"https://party.example/#key={Key}")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\\nMIIEpAIBAAKC")]
    [InlineData("GCP_PRIVATE_KEY: -----BEGIN PRIVATE KEY----- MIIEvgIBADANBgkqhkiG9w0")]
    [InlineData("MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC7VJTUt9Us8cKjMzEfYyjiWA4R")]
    [InlineData($"Authorization: Key {TestKeys.Fal}")]
    [InlineData($"FAL_KEY={TestKeys.Fal}")]
    [InlineData("AccountKey=abc")]
    public void A_line_with_a_secret_is_found(string line) => Assert.True(IsSecret(line));

    [Theory]
    [InlineData("Now listening on: http://127.0.0.1:7071 - open it in a browser; Ctrl+C stops it")]
    [InlineData("A call of fal's webhook was refused: no key of fal's JWKS verifies its signature")]
    [InlineData("GCP_PRIVATE_KEY: is no key: it should be the private_key of the service account's key file, from -----BEGIN PRIVATE KEY----- on.")]
    [InlineData("the key hc_AbCd… of John")]
    public void A_line_without_one_is_not(string line) => Assert.False(IsSecret(line));

    private static bool IsSecret(string line) => Secret().IsMatch(line) || _falKeys.Any(key => line.Contains(key, StringComparison.Ordinal));

    private static readonly string[] _falKeys = [TestKeys.Fal, FakeClouds.FalKey, "0123abcd-fal-key:4567ef890123456789", "Key the-key", "Key id:secret", "Key demo"];

    [GeneratedRegex(@"signature=|x-goog-credential=|bearer hc_|hc_[a-z0-9_-]{43}|PRIVATE KEY-----\s*($|\\n|[a-z0-9+/]{20})|MII[a-z0-9+/]{60}|AccountKey=|SharedAccessSignature", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    // A host that has pictures made, shown, refused and failed, and is asked with a key and by wrong links.
    private async Task<string> MakeAsync()
    {
        var log = new HostLog(_folder.Below("host.log"));
        await using (var host = await LocalHost.StartAsync(configure: services => services.AddLogging(log.Join)))
        {
            host.Fal.Faults.Next(FalFault.RequestBlocked);
            host.Fal.Faults.Next(FalFault.PictureWrongHost);
            host.Fal.Faults.Next(FalFault.Status500, 2);
            host.Fal.Faults.Next(FalFault.Submit401);
            host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
            for (var i = 0; i < 2; i++)
                await host.Http.GenerateAsync(4);
            var images = (await host.Http.GetJsonAsync("/api/images/1")).Images();
            Assert.NotEmpty(images);
            foreach (var url in images.Select(image => image.GetProperty("signedUrl").GetString()!))
            {
                foreach (var address in (string[])[url, url + "x", url.Replace("/objects/", "/objects/x/", StringComparison.Ordinal), url.Replace("expires=", "expires=1", StringComparison.Ordinal)])
                    (await host.Http.GetAsync(address)).Dispose();
            }

            // An error of ours is logged with what was asked.
            await host.Services.GetRequiredService<Database>().WriteAsync(connection => connection.Execute("ALTER TABLE loras RENAME TO gone"), CancellationToken.None);
            using var error = await host.Http.GetAsync("/api/get-lora-models?signature=abc");
            Assert.Equal(HttpStatusCode.InternalServerError, error.StatusCode);
        }

        var text = await File.ReadAllTextAsync(_folder.Below("host.log"));
        Assert.Contains("GET /api/get-lora-models", text, StringComparison.Ordinal);
        Assert.Contains("Now listening", text, StringComparison.Ordinal);
        Assert.Contains("has no picture", text, StringComparison.Ordinal);
        Assert.Contains("fal refuses the key", text, StringComparison.Ordinal);
        return _folder.Path;
    }
}
