using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace HalloweenCostume.Local.Site;

/// <summary>The site's files, with the headers that they have on Azure Static Web Apps too.</summary>
internal static class SiteFiles
{
    // Pictures are compressed as they are.
    private static readonly string[] _compressed = ["text/html", "text/css", "text/javascript", "application/json", "application/manifest+json", "image/svg+xml"];

    public static IServiceCollection AddSiteCompression(this IServiceCollection services) => services
        .Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal)
        .AddResponseCompression(compression =>
        {
            compression.MimeTypes = _compressed;
            // Everybody may read the site: its length under compression gives no secret away.
            compression.EnableForHttps = true;
        });

    /// <summary>Goes behind the routing: what no route has taken may be a file.</summary>
    public static void UseSite(this WebApplication app, string folder, SiteConfig config)
    {
        var types = new FileExtensionContentTypeProvider();
        foreach (var (extension, type) in config.MimeTypes)
            types.Mappings[extension] = type;
        var files = new PhysicalFileProvider(folder);
        app.UseWhen(context => context.GetEndpoint() is null && !IsConfig(context.Request.Path), site =>
        {
            site.UseResponseCompression();
            site.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
            site.UseStaticFiles(new StaticFileOptions
            {
                FileProvider = files,
                ContentTypeProvider = types,
                OnPrepareResponse = file => SetHeaders(file.Context, config),
            });
        });
    }

    // Also for 304, where they take the place of those that the browser kept.
    private static void SetHeaders(HttpContext context, SiteConfig config)
    {
        var response = context.Response;
        // An error's body will be a problem, which is not of the site.
        if (response.StatusCode >= StatusCodes.Status400BadRequest)
            return;
        foreach (var (name, value) in config.HeadersOf(context.Request.Path.Value ?? ""))
            response.Headers[name] = value;
        // Compression says it only where it compresses, but a cache has to know before.
        if (_compressed.Contains(response.ContentType))
            response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
    }

    private static bool IsConfig(PathString path) => path.Value?.EndsWith("/" + SiteConfig.FileName, StringComparison.OrdinalIgnoreCase) == true;
}
