"""The vocabulary of neural networks: plain functions of NumPy, differentiated through their text like yours.

Nothing here has a derivative rule except `erf`, which NumPy does not have.  Arrays have their channels
(features) in the last axis.  What is computed has the dtype of the arrays; a saved derivative carries the
text of what it needs and runs without tangent.
"""

from tangent.nn.activations import gelu as gelu
from tangent.nn.activations import leaky_relu as leaky_relu
from tangent.nn.activations import log_softmax as log_softmax
from tangent.nn.activations import logsumexp as logsumexp
from tangent.nn.activations import relu as relu
from tangent.nn.activations import sigmoid as sigmoid
from tangent.nn.activations import silu as silu
from tangent.nn.activations import softmax as softmax
from tangent.nn.activations import softplus as softplus
from tangent.nn.activations import swish as swish
from tangent.nn.activations import tanh as tanh
from tangent.nn.attention import causal_mask as causal_mask
from tangent.nn.attention import multi_head_attention as multi_head_attention
from tangent.nn.attention import scaled_dot_product_attention as scaled_dot_product_attention
from tangent.nn.layers import avg_pool as avg_pool
from tangent.nn.layers import batch_norm as batch_norm
from tangent.nn.layers import conv2d as conv2d
from tangent.nn.layers import dropout as dropout
from tangent.nn.layers import embedding as embedding
from tangent.nn.layers import layer_norm as layer_norm
from tangent.nn.layers import linear as linear
from tangent.nn.layers import max_pool as max_pool
from tangent.nn.losses import binary_cross_entropy as binary_cross_entropy
from tangent.nn.losses import clip_by_norm as clip_by_norm
from tangent.nn.losses import cross_entropy as cross_entropy
from tangent.nn.losses import mse as mse
from tangent.nn.special import erf as erf
