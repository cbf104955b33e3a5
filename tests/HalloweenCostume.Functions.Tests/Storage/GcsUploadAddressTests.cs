using System.Net;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Functions.Tests.Storage;

/// <summary>A file that somebody else puts into the bucket, by an address that lets them do that and nothing else.</summary>
public sealed class GcsUploadAddressTests : IAsyncLifetime
{
    private static readonly ObjectName _name = new(Samples.LoraBucket, "0190a0a0-0000-7000-8000-000000000001.safetensors");
    private readonly byte[] _file = Samples.Bytes(100_000);
    private GcsHost _host = null!;

    public async Task InitializeAsync() => _host = await GcsHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task It_takes_the_file_once()
    {
        var address = Address();
        Assert.Equal(
            [("Content-Type", "application/octet-stream"), ("x-goog-content-length-range", "100000,100000"), ("x-goog-if-generation-match", "0")],
            address.Headers.Select(header => (header.Key, header.Value)).Order());

        Assert.Equal(HttpStatusCode.OK, await PutAsync(address, _file));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PutAsync(address, Samples.Bytes(100_000)));

        Assert.Equal(_file, _host.Server.Buckets.Find(_name.Bucket, _name.Path)!.Bytes);
        Assert.Equal(100_000, await _host.Store.SizeAsync(_name, CancellationToken.None));
    }

    [Theory]
    [InlineData(99_999)]
    [InlineData(100_001)]
    public async Task Another_size_than_was_named_is_refused(int length)
    {
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(Address(), Samples.Bytes(length)));
        Assert.Empty(_host.Server.Buckets.Objects);
    }

    [Theory]
    [InlineData("Content-Type", "text/html")]
    [InlineData("Content-Type", null)]
    [InlineData("x-goog-content-length-range", "0,1073741824")]
    [InlineData("x-goog-content-length-range", null)]
    [InlineData("x-goog-if-generation-match", "1")]
    [InlineData("x-goog-if-generation-match", null)]
    public async Task Its_headers_are_part_of_what_is_signed(string name, string? value)
    {
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(Address(), _file, (name, value)));
        Assert.Empty(_host.Server.Buckets.Objects);
    }

    [Fact]
    public async Task It_reads_and_deletes_nothing_opens_no_other_name_and_ends()
    {
        var address = Address();
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(address with { Url = address.Url.Replace("0001.safe", "0002.safe", StringComparison.Ordinal) }, _file));
        foreach (var method in new[] { "GET", "DELETE", "POST" })
            Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(new(method), address, _file));

        _host.Time.Advance(TimeSpan.FromHours(12) + TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(address, _file));
        Assert.Empty(_host.Server.Buckets.Objects);
    }

    private UploadAddress Address() => _host.Store.UploadAddress(
        _name, _file.Length, DateTimeOffset.FromUnixTimeSeconds(_host.Time.GetUtcNow().AddHours(12).ToUnixTimeSeconds()));

    private Task<HttpStatusCode> PutAsync(UploadAddress address, byte[] file, (string Name, string? Value)? changed = null) => SendAsync(HttpMethod.Put, address, file, changed);

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, UploadAddress address, byte[] file, (string Name, string? Value)? changed = null)
    {
        using var request = new HttpRequestMessage(method, address.Url) { Content = new ByteArrayContent(file) };
        foreach (var (name, signed) in address.Headers)
        {
            var value = changed?.Name == name ? changed.Value.Value : signed;
            if (value is not null && !request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _host.Http.SendAsync(request);
        return response.StatusCode;
    }
}
