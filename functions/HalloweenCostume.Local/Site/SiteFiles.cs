using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace HalloweenCostume.Local.Site;

/// <summary>The site's files, with the headers that they have on Azure Static Web Apps too.</summary>
internal static class SiteFiles
{
    /// <summary>Goes behind the routing: what no route has taken may be a file.</summary>
    public static void UseSite(this WebApplication app, string folder, SiteConfig config)
    {
        var types = new FileExtensionContentTypeProvider();
        foreach (var (extension, type) in config.MimeTypes)
            types.Mappings[extension] = type;
        var files = new PhysicalFileProvider(folder);
        app.UseWhen(context => context.GetEndpoint() is null && !IsConfig(context.Request.Path), site =>
        {
            site.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
            site.UseStaticFiles(new StaticFileOptions
            {
                FileProvider = files,
                ContentTypeProvider = types,
                OnPrepareResponse = file => SetHeaders(file.Context.Response, config),
            });
        });
    }

    // Also for 304, where they take the place of those that the browser kept.
    private static void SetHeaders(HttpResponse response, SiteConfig config)
    {
        // An error's body will be a problem, which is not of the site.
        if (response.StatusCode >= StatusCodes.Status400BadRequest)
            return;
        foreach (var (name, value) in config.GlobalHeaders)
            response.Headers[name] = value;
    }

    private static bool IsConfig(PathString path) => path.Value?.EndsWith("/" + SiteConfig.FileName, StringComparison.OrdinalIgnoreCase) == true;
}
