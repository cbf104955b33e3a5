using System.Globalization;
using HalloweenCostume.Local.Storage;
using HalloweenCostume.Storage;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Storage;

/// <summary>Over a bare socket, and signed by the right key: nothing but the name stands in the way.</summary>
public sealed class ObjectAddressTests : IAsyncLifetime
{
    private const string Bucket = "halloween-costume-generated-images";
    private const string Secret = "not for anybody";
    private LocalHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await LocalHost.StartAsync(samples: false);
        foreach (var file in (string[])["secret.txt", "objects/secret.txt", "objects/other/secret.txt", $"objects/{Bucket}/.secret.txt", $"objects/{Bucket}/1/secret.txt "])
            await WriteAsync(Path.Combine(_host.Folder, file), Secret);
        await WriteAsync(Path.Combine(_host.Folder, "objects", Bucket, "1", "picture.jpg"), "picture");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_signed_address_is_answered_with_its_object()
    {
        var answer = await GetAsync(Bucket, "1/picture.jpg", "1/picture.jpg");
        Assert.Equal((200, "picture"), (answer.Status, answer.Body));
    }

    public static TheoryData<string, string> Tricks => new()
    {
        // As it is sent, and as it would have to be signed.
        { "../secret.txt", "../secret.txt" }, { "../../secret.txt", "../../secret.txt" }, { "1/../../secret.txt", "../secret.txt" },
        { "%2e%2e/secret.txt", "../secret.txt" }, { "..%2fsecret.txt", "..%2fsecret.txt" }, { "..%2fsecret.txt", "../secret.txt" }, { "..%2f..%2fsecret.txt", "../../secret.txt" },
        { "%252e%252e/secret.txt", "%2e%2e/secret.txt" }, { "%252e%252e%252fsecret.txt", "%2e%2e%2fsecret.txt" }, { "%252e%252e/secret.txt", "../secret.txt" },
        { "..\\secret.txt", "..\\secret.txt" }, { "..%5csecret.txt", "..\\secret.txt" }, { "..%5c..%5csecret.txt", "..\\..\\secret.txt" }, { "%c0%ae%c0%ae/secret.txt", "../secret.txt" },
        { "../other/secret.txt", "../other/secret.txt" }, { "//etc/passwd", "//etc/passwd" }, { "/etc/passwd", "/etc/passwd" }, { "%2fetc%2fpasswd", "/etc/passwd" }, { "%2fetc%2fpasswd", "%2fetc%2fpasswd" },
        { "C:%5cWindows%5cwin.ini", "C:\\Windows\\win.ini" }, { "1/picture.jpg%00", "1/picture.jpg\0" }, { "1/picture.jpg%00.png", "1/picture.jpg" }, { ".secret.txt", ".secret.txt" },
        { "1/secret.txt%20", "1/secret.txt " }, { "1/picture.jpg.", "1/picture.jpg." }, { "1/picture.jpg::$DATA", "1/picture.jpg::$DATA" }, { "1/picture.jpg%3a%3a$DATA", "1/picture.jpg::$DATA" },
        { "1/picture.jpg:Zone.Identifier", "1/picture.jpg:Zone.Identifier" }, { "CON", "CON" }, { "con.jpg", "con.jpg" }, { "1/nul.jpg", "1/nul.jpg" }, { "aux/picture.jpg", "aux/picture.jpg" }, { "COM1", "COM1" },
        { "lpt9.jpg", "lpt9.jpg" }, { "COM%C2%B9", "COM\u00b9" }, { "LPT%C2%B3.jpg", "LPT\u00b3.jpg" }, { "1/", "1/" }, { "1", "1" }, { "", "" }, { "1/picture.jpg/", "1/picture.jpg/" }, { "1//picture.jpg", "1//picture.jpg" },
        { "~/secret.txt", "~/secret.txt" }, { "%ef%bc%8e%ef%bc%8e/secret.txt", "\uff0e\uff0e/secret.txt" }, { new('a', 300), new('a', 300) },
    };

    [Theory]
    [MemberData(nameof(Tricks))]
    public async Task An_address_that_would_lead_elsewhere_is_refused(string sent, string meant)
    {
        var answer = await GetAsync(Bucket, sent, meant);
        Assert.InRange(answer.Status, 400, 404);
        Assert.DoesNotContain(Secret, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("other")]
    [InlineData("%2e%2e")]
    [InlineData("%2e")]
    [InlineData("..%2f")]
    public async Task A_bucket_that_there_is_not_is_refused(string bucket)
    {
        var answer = await GetAsync(bucket, "secret.txt", "secret.txt");
        Assert.InRange(answer.Status, 400, 404);
        Assert.DoesNotContain(Secret, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1/linked.jpg", "secret.txt", "1/linked.jpg")]
    [InlineData("linked", ".", "linked/secret.txt")]
    public async Task A_link_is_not_followed(string link, string target, string path)
    {
        File.CreateSymbolicLink(Path.Combine(_host.Folder, "objects", Bucket, link), Path.GetFullPath(Path.Combine(_host.Folder, target)));
        var answer = await GetAsync(Bucket, path, path);
        answer.Problem(System.Net.HttpStatusCode.NotFound);
    }

    private Task<RawAnswer> GetAsync(string bucket, string sent, string meant)
    {
        var store = _host.Services.GetRequiredService<FolderObjectStore>();
        var query = store.Signer.Sign(store.Url(new ObjectName(bucket, meant)), _host.Time.GetUtcNow().AddMinutes(5)).Split('?')[^1];
        return RawHttp.SendAsync(_host.Http.BaseAddress!, string.Create(CultureInfo.InvariantCulture, $"GET /objects/{bucket}/{sent}?{query} HTTP/1.1"));
    }

    private static async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
    }
}
