"""scipy.ndimage and scipy.fft."""

from scipy import fft, ndimage

from .spec import calls, each, positive, real

for _name in ("correlate", "convolve"):
    calls(getattr(ndimage, _name), f"ndimage.{_name}(x, w{{|, mode='mirror'|, mode='nearest'|, mode='wrap'|, mode='constant'}})", "d", x=real(5, 6), w=each(real(3, 3), real(2, 3)))
    calls(getattr(ndimage, _name + "1d"), f"ndimage.{_name}1d(x, [0.5, 1.0, -0.3]{{|, axis=0|, mode='nearest'|, mode='constant'|, origin=1}})", "d", x=real(5, 6))
calls(ndimage.gaussian_filter1d, "ndimage.gaussian_filter1d(x, 0.7{|, axis=0|, order=1|, mode='wrap'})", "d", x=real(5, 6))
calls(ndimage.uniform_filter1d, "ndimage.uniform_filter1d(x, 3{|, axis=0|, mode='constant'})", "d", x=real(5, 6))
calls(ndimage.gaussian_filter, "ndimage.gaussian_filter(x, 0.7{|, 1|, mode='nearest'|, truncate=2.0})", "d", x=real(5, 6))
calls(ndimage.uniform_filter, "ndimage.uniform_filter(x{|, 2|, mode='wrap'})", "d", x=real(5, 6))
for _name in ("sobel", "prewitt"):
    calls(getattr(ndimage, _name), f"ndimage.{_name}(x{{|, axis=0|, mode='nearest'}})", "d", x=real(5, 6))
calls(ndimage.laplace, "ndimage.laplace(x{|, mode='wrap'})", "d", x=real(5, 6))

calls(ndimage.spline_filter1d, "ndimage.spline_filter1d(x{|, 2|, axis=0|, mode='reflect'})", "d", x=real(5, 6))
calls(ndimage.map_coordinates, "ndimage.map_coordinates(x, q + 2.1{|, order=1|, order=2|, mode='nearest'|, mode='reflect', prefilter=False|, cval=0.7})", "d", x=real(5, 6), q=real(2, 3))
calls(ndimage.shift, "ndimage.shift(x, d{|, order=1|, order=2, mode='mirror'|, mode='nearest'})", "d", x=real(5, 6), d=each(real(2), real()))
calls(ndimage.affine_transform, "ndimage.affine_transform(x, 0.3 * m + 0.4{|, 0.3|, order=1, mode='grid-wrap'|, output_shape=(3, 4)})", "d", x=real(4, 5), m=each(real(2, 2), real(2)))
calls(ndimage.rotate, "ndimage.rotate(x, t + 17.0{|, reshape=False, mode='nearest'|, order=1})", "d", x=real(4, 5), t=real())

for _name in ("fft", "ifft"):
    calls(getattr(fft, _name), f"fft.{_name}(x{{|, 4|, axis=0|, norm='ortho'}})", "dD", x=real(5, 3))
for _name in ("fftshift", "ifftshift"):
    calls(getattr(fft, _name), f"fft.{_name}(x{{|, 0|, axes=(0, 1)}})", "dfD", x=real(3, 4))
calls(fft.rfft, "fft.rfft(x{|, 4|, axis=0|, norm='ortho'})", "d", x=real(5, 3))
calls(fft.irfft, "fft.irfft(x{|, 5|, axis=0})", "D", x=real(4, 3))
calls(fft.hfft, "fft.hfft(x)", "D", x=real(4, 3))
calls(fft.ihfft, "fft.ihfft(x)", "d", x=real(4, 3))
for _name in ("fft2", "ifft2", "fftn", "ifftn"):
    calls(getattr(fft, _name), f"fft.{_name}(x{{|, axes=(0, 1)|, norm='ortho'}})", "dD", x=real(3, 4))
for _name in ("rfft2", "rfftn"):
    calls(getattr(fft, _name), f"fft.{_name}(x)", "d", x=real(3, 4))
for _name in ("irfft2", "irfftn"):
    calls(getattr(fft, _name), f"fft.{_name}(x)", "D", x=real(3, 4))
for _name in ("dct", "idct", "dst", "idst"):
    calls(getattr(fft, _name), f"fft.{_name}(x{{|, 1|, 3|, axis=0|, norm='ortho'|, n=4|, n=7}})", "d", x=real(5, 6))
for _name in ("fftfreq", "rfftfreq"):
    calls(getattr(fft, _name), f"fft.{_name}({{5|6}}, d)", "d", d=positive("py"))
