using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace HalloweenCostume.Tests.Admin;

/// <summary>A model's file on its way to the host.</summary>
/// <param name="Url">Takes the PUT, without a key.</param>
internal sealed record Upload(string Id, string Url, DateTimeOffset ExpiresAt)
{
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(100) };

    public static async Task<Upload> PrepareAsync(AdminHost host, long sizeBytes)
    {
        var answer = await host.PostAsync("/api/lora-uploads", new { sizeBytes });
        Assert.Equal(("PUT", 1L << 30), (answer.GetProperty("method").GetString(), answer.GetProperty("maxBytes").GetInt64()));
        Assert.Equal("""{"Content-Type":"application/octet-stream"}""", answer.GetProperty("headers").GetRawText());
        return new(answer.GetProperty("uploadId").GetString()!, answer.GetProperty("url").GetString()!, answer.GetProperty("expiresAt").GetDateTimeOffset());
    }

    /// <summary>All the way to the answer that it is there.</summary>
    public static async Task<Upload> StoredAsync(AdminHost host, byte[] file)
    {
        var upload = await PrepareAsync(host, file.Length);
        using var stored = await upload.PutAsync(file);
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync());
        return upload;
    }

    public Task<HttpResponseMessage> PutAsync(byte[] file) => SendAsync(HttpMethod.Put, Url, new ByteArrayContent(file));

    public static Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, HttpContent? content = null)
    {
        if (content is not null)
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return _http.SendAsync(new(method, url) { Content = content }, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<HttpResponseMessage> RegisterAsync(AdminHost host, long personId = 1, string trigger = "uploaded") =>
        host.Http.PostAsJsonAsync("/api/loras", new { personId, trigger, uploadId = Id });

    public static string[] Stored(AdminHost host) =>
        [.. Directory.GetFiles(Path.Combine(host.Host.Folder, "objects", "halloween-costume-loras")).Select(file => Path.GetFileName(file)!)];
}
